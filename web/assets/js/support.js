// Classic and tiny, so that it runs before the page is drawn: styles for script are on only when script works.
document.body.classList.add('js-enabled');
if ('noModule' in HTMLScriptElement.prototype) {
  document.body.classList.add('govuk-frontend-supported');
}
