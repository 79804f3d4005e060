// What the pages of rules do beyond the theme; each page is complete without it.
(() => {
  "use strict";

  // The switch for date and place: everything is in the page, and one panel is shown.
  function choose(box) {
    const form = box.querySelector(".rule-choice");
    const others = box.querySelector(".rule-others");
    const panels = [...box.querySelectorAll(".rule-stretch")];
    if (!form || panels.length < 2) return;
    const spans = new Map(
      panels.map((panel) => [
        panel,
        panel.dataset.when.split(" ").map((span) => {
          const [start, last, places] = span.split("|");
          return { start: start || "0000-01-01", last: last || "9999-12-31", places: places.split(",") };
        }),
      ]),
    );
    for (const panel of panels) box.append(panel);
    others.hidden = true;
    form.hidden = false;
    const asked = new URLSearchParams(location.search);
    const day = form.elements.on, place = form.elements.in;
    const answer = form.querySelector("output"), answers = JSON.parse(answer.dataset.answers);
    const chinese = document.documentElement.lang.startsWith("zh"), colon = chinese ? "：" : ": ";
    const written = (on) => (chinese ? on.replace(/0*(\d+)-0?(\d+)-0?(\d+)/, "$1年$2月$3日") : on);
    if (/^\d{4}-\d\d-\d\d$/.test(asked.get("on") || "")) day.value = asked.get("on");
    if ([...place.options].some((each) => each.value === asked.get("in"))) place.value = asked.get("in");

    function show() {
      const on = day.value;
      if (!on) return;
      const holds = ({ start, last, places }) => start <= on && on <= last && places.includes(place.value);
      for (const panel of panels) {
        panel.hidden = !spans.get(panel).some(holds);
        if (!panel.hidden && panel.tagName === "DETAILS") panel.open = true;
      }
      const found = (answers[place.value] || []).find(([start, last]) => start <= on && (!last || on <= last));
      answer.textContent = found ? `${written(on)}${colon}${found[2]}` : "";
    }
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => {
      show();
      if (!day.value) return;
      const address = new URL(location);
      address.searchParams.set("on", day.value);
      address.searchParams.set("in", place.value);
      history.replaceState(null, "", address);
    });
    show();
    return (panel) => {
      // A link to a panel chooses a day and a place on which it is shown.
      const [{ start, last, places }] = spans.get(panel);
      day.value = start > "0000" ? start : last;
      if (!places.includes(place.value)) place.value = places[0];
      show();
    };
  }

  // A link to something folded opens what folds it.
  function reveal(turns) {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const panel = target.closest(".rule-stretch");
    const turn = panel && turns.get(panel.closest(".rule-switch"));
    if (turn && panel.hidden) turn(panel);
    for (let each = target.closest("details"); each; each = each.parentElement.closest("details")) each.open = true;
    target.scrollIntoView();
  }

  function start() {
    const turns = new Map([...document.querySelectorAll(".rule-switch")].map((box) => [box, choose(box)]));
    if (location.hash) reveal(turns);
    addEventListener("hashchange", () => reveal(turns));
  }
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
