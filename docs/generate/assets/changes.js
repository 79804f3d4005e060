// Finds the day of a date: typed, or in the address as ?on=2016-05-01 or #2016-05-01. The page is complete without it.
(() => {
  const form = document.getElementById("find-day");
  if (!form) return;
  const field = form.elements.on, status = form.nextElementSibling;
  const ids = (which) => [...document.querySelectorAll(which)].map((h) => h.id).filter((id) => /^\d{4}-\d\d-\d\d$/.test(id)).sort();
  // Days of which there is something to say, and those on which a value changes.
  const days = ids("h3[id]"), turns = ids("h3[id]:not(.dated)");
  const link = (day) => Object.assign(document.createElement("a"), { href: "#" + day, textContent: day });

  // 2016-5-1, 2016/5/1, 2016.5.1, 20160501 and 2016年5月1日 are one day; a month or a year is its first day.
  function read(text) {
    const found = /^\s*(\d{4})(?:\D?(\d{1,2}))?(?:\D?(\d{1,2}))?\D?\s*$/.exec(text);
    return found && [found[1], (found[2] ?? "1").padStart(2, "0"), (found[3] ?? "1").padStart(2, "0")].join("-");
  }
  function say(words, ...parts) {
    status.replaceChildren(...words.split("{}").flatMap((word, i) => (i ? [parts[i - 1], word] : [word])));
    if (words) status.scrollIntoView();
  }
  function show(day) {
    field.value = day;
    const here = days.includes(day), last = turns.filter((each) => each <= day).pop(), next = turns.find((each) => each > day);
    say("");
    if (here) {
      const heading = document.getElementById(day);
      const year = heading.closest("details");
      for (const each of year.parentNode.querySelectorAll(":scope > details")) each.open = each === year;
      heading.scrollIntoView();
    }
    else if (!last) say(form.dataset.first, link(next));
    else say(next ? form.dataset.none : form.dataset.last, day, link(last), next && link(next));
    const undated = JSON.parse(form.dataset.months)[day.slice(0, 7)];
    if (undated && !here) status.prepend(form.dataset.month.replace("{}", undated) + " ");
  }
  function asked() {
    const given = location.hash.slice(1) || new URLSearchParams(location.search).get("on") || "";
    const day = /\d{4}-\d/.test(given) && read(given);
    if (day) show(day);
  }
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const day = read(field.value);
    if (!day) return say(form.dataset.format);
    history.replaceState(null, "", "#" + day);
    show(day);
  });
  addEventListener("hashchange", asked);
  addEventListener("load", asked);
})();
