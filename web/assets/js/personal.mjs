// Remembers, for this tab only, that the personal details of the case bar were put away.
const key = 'personal-hidden';

export function startPersonal() {
  const details = document.querySelector('details[data-personal]');
  if (!details) {
    return;
  }
  if (sessionStorage.getItem(key)) {
    details.open = false;
  }
  document.body.classList.remove('app-personal-hidden');
  details.addEventListener('toggle', () => {
    if (details.open) {
      sessionStorage.removeItem(key);
    } else {
      sessionStorage.setItem(key, 'yes');
    }
  });
}
