// Classic and tiny, so that it runs before the page is drawn: styles for script are on only when script works.
document.body.classList.add('js-enabled');
if ('noModule' in HTMLScriptElement.prototype) {
  document.body.classList.add('govuk-frontend-supported');
}
// Personal details put away on an earlier page stay away before anything is drawn.
try {
  if (sessionStorage.getItem('personal-hidden')) {
    document.body.classList.add('app-personal-hidden');
  }
} catch {
  // Storage is switched off: details show, as they do without script.
}
