// The chosen theme before the first paint, so that no page flashes in the other one. A script of its own: the content
// policy allows none within a page.
try {
  const theme = localStorage.getItem("rootspan.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; the system's theme is right then.
}
