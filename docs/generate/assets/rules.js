// What the pages of rules do beyond the theme; each page is complete without it.
