// <button data-copy="#id" hidden>: shown only when copying works.
export function startCopy() {
  if (!navigator.clipboard) {
    return;
  }
  const status = document.querySelector('#app-status');
  for (const button of document.querySelectorAll('button[data-copy]')) {
    const source = document.querySelector(button.dataset.copy);
    if (!source) {
      continue;
    }
    button.hidden = false;
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(source.textContent);
        status.textContent = 'Copied';
      } catch {
        status.textContent = 'Not copied. Select the text and copy it yourself.';
      }
    });
  }
}
