// Runs before the first paint, so that nobody who chose the dark sees a white flash. It is a file of its own because
// the pages forbid inline script. The same rule as web/src/app/theme.ts: what the person chose here, else the system's.
;(() => {
  var chosen = null
  try {
    chosen = localStorage.getItem('weft.theme')
  } catch (_) {
    // No storage in this browser: the system's theme is the answer.
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  var bar = document.querySelector('meta[name="theme-color"]')
  if (bar) bar.setAttribute('content', dark ? '#191816' : '#fbfaf8')
})()
