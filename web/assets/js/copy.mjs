// <button data-copy="#id" hidden>: shown only when copying works. Whether it did is said beside the button, and aloud.
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
    // For the eyes alone: the status tells it to screen readers.
    const said = document.createElement('span');
    said.className = 'app-copied';
    said.setAttribute('aria-hidden', 'true');
    button.after(said);
    button.hidden = false;
    button.addEventListener('click', async () => {
      let words = 'Copied';
      try {
        await navigator.clipboard.writeText(source.textContent);
        tick(document.getElementById(button.dataset.tick));
      } catch {
        words = 'Not copied. Select the text and copy it yourself.';
      }
      for (const other of document.querySelectorAll('.app-copied')) {
        other.textContent = ''; // only the last one is on the clipboard
      }
      said.textContent = words;
      status.textContent = words;
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
