// The form of the page to try: hands what is typed to the worker, and shows what it answers. Nothing leaves the browser:
// what is typed stands in the fragment of the address, which browsers do not send.
(() => {
  const trial = document.getElementById("trial");
  const form = trial.querySelector("form");
  const words = JSON.parse(trial.dataset.words);
  const part = (name) => trial.querySelector(`[data-part="${name}"]`);
  const status = part("status");
  const bar = part("progress");
  const given = () => [...form.elements].filter((field) => field.name);
  let answered = null; // what the answer on the page was given for
  let waiting = false;
  let refused = []; // the fields that the library could not read

  const say = (text) => {
    status.textContent = text;
    status.hidden = !text;
  };

  function enable(runs) {
    for (const element of trial.querySelectorAll("fieldset")) element.disabled = !runs;
    for (const element of trial.querySelectorAll("button")) element.hidden = !runs;
  }

  // An empty field is unknown; the question, the date and the rulebook are never empty.
  function fill(field, text) {
    field.value = text;
    if (field.value || !field.required) return;
    const first = field.options ? [...field.options].find((option) => option.defaultSelected) : null;
    field.value = first ? first.value : field.defaultValue;
  }

  function read() {
    const fragment = location.hash.slice(1);
    if (!fragment.includes("=")) return;
    const told = new URLSearchParams(fragment);
    for (const field of given()) fill(field, told.get(field.name) ?? "");
  }

  function typed() {
    const readable = given().filter((field) => field.value && field.validity.valid);
    return Object.fromEntries(readable.map((field) => [field.name, field.value]));
  }

  function ask() {
    const values = typed();
    for (const field of given()) mark(field, field.validity.valid && !refused.includes(field.name));
    history.replaceState(null, "", "#" + new URLSearchParams(values));
    for (const link of trial.querySelectorAll("a[data-keep]")) link.hash = location.hash;
    const asked = JSON.stringify(values);
    if (!values.on) {
      trial.dataset.state = "waiting"; // for a date
    } else if (!waiting && asked === answered) {
      trial.dataset.state = "ready";
    } else if (!waiting) {
      waiting = true;
      answered = asked;
      worker.postMessage(asked);
    }
  }

  function mark(field, fits) {
    const note = document.getElementById(`${field.id}-note`);
    field.setAttribute("aria-invalid", String(!fits));
    if (note) note.hidden = fits;
  }

  function lines(element, text) {
    const [verdict, ...rest] = text.split("\n");
    element.querySelector("[data-part=verdict]").textContent = verdict;
    element.querySelector("ul").replaceChildren(
      ...rest.map((line) => Object.assign(document.createElement("li"), { textContent: line })),
    );
  }

  function show(told) {
    for (const element of trial.querySelectorAll("[data-plain]")) element.hidden = true;
    refused = told.refused;
    trial.dataset.outcome = told.outcome ?? "unknown";
    for (const element of trial.querySelectorAll("[data-language]")) {
      const language = element.dataset.language;
      lines(element, told.brief ? told.brief[language] : told.error[language]);
      element.querySelector("pre").textContent = told.full ? told.full[language] : "";
      element.querySelector("details").hidden = !told.full;
    }
    part("program").textContent = told.program ?? "";
    if (!told.asked) return;
    for (const row of form.querySelectorAll("[data-field]")) {
      row.hidden = !told.asked.includes(row.dataset.field);
      row.classList.toggle("missing", told.missing.includes(row.dataset.field));
    }
    for (const group of form.querySelectorAll("[data-group]")) {
      group.hidden = !group.querySelector("[data-field]:not([hidden])");
    }
  }

  const worker = new Worker(new URL(`${trial.dataset.runsOn}worker.js`, document.baseURI), { type: "module" });
  const fail = ({ message }) => {
    console.error(message);
    bar.hidden = true;
    trial.dataset.state = "failed";
    say(words.failed);
    enable(false);
  };
  worker.onerror = fail;
  worker.onmessage = ({ data }) => {
    if (data.total) {
      Object.assign(bar, { value: data.read, max: data.total });
    } else if (data.failed) {
      fail({ message: data.failed });
    } else if (data.answer) {
      waiting = false;
      bar.hidden = true;
      say("");
      show(JSON.parse(data.answer));
      ask(); // what was typed meanwhile, if anything
    }
  };

  form.addEventListener("input", ask);
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", () => {
    read();
    ask();
  });
  part("clear").addEventListener("click", () => {
    for (const field of given()) if (!field.required) fill(field, "");
    ask();
  });
  part("copy").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      say(words.copied);
    } catch {
      say(words.address); // browsers copy on secure sites alone
    }
  });

  read();
  trial.dataset.state = "loading";
  bar.hidden = false;
  say(words.loading);
  enable(true);
  ask();
})();
