// What the theme makes by script is named, and can be reached by the keyboard.
addEventListener("load", () => {
  const search = document.querySelector(".md-search");
  search?.setAttribute("aria-label", search.querySelector("input")?.placeholder ?? "Search");
  for (const wide of document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset pre > code, table.dataframe")) {
    wide.tabIndex = 0;
  }
});
