// <input type="file" data-max-bytes="…" data-too-large="…">: says at once that a file is too large. Over the line of a
// telephone it takes minutes until the server can say so.
export function startUpload() {
  for (const input of document.querySelectorAll('input[type="file"][data-max-bytes]')) {
    const said = document.createElement('p');
    said.className = 'govuk-error-message';
    said.setAttribute('role', 'status');
    input.insertAdjacentElement('beforebegin', said);
    input.addEventListener('change', () => {
      const tooLarge = [...input.files].some((file) => file.size > Number(input.dataset.maxBytes));
      said.textContent = tooLarge ? input.dataset.tooLarge : '';
    });
  }
}
