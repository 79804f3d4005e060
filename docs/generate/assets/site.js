// What every page does beyond the theme; each page is complete without it.

// The other language opens at the same place of the same page.
for (const link of document.querySelectorAll("a.md-select__link[hreflang]"))
  link.addEventListener("click", () => {
    link.search = location.search;
    link.hash = location.hash;
  });
