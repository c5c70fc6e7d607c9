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
        tick(document.getElementById(button.dataset.tick));
      } catch {
        status.textContent = 'Not copied. Select the text and copy it yourself.';
      }
    });
  }
}

// What was copied is ticked, and the tick kept like anything that is filled in.
function tick(box) {
  if (box && !box.checked) {
    box.checked = true;
    box.dispatchEvent(new Event('change', { bubbles: true }));
  }
}
