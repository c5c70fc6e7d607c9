// Quick exit: hide the page at once, save the draft, then leave by /exit, replacing this page in the history.
// The plain link does the same work on the server when this script does not run.
import { saveDraftsNow } from './drafts-8f6769b1c5cf.js';

const presses = 3;
const within = 5000;

export function startExit() {
  const link = document.querySelector('#exit');
  if (!link) {
    return;
  }
  const leave = () => exit(link.href);
  link.addEventListener('click', (event) => {
    event.preventDefault();
    leave();
  });
  watchShift(leave);
  if (link.hasAttribute('data-exit-on-escape')) {
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') {
        leave();
      }
    });
  }
}

function exit(address) {
  document.documentElement.classList.add('app-covered');
  document.title = 'Loading';
  saveDraftsNow();
  window.location.replace(address);
}

// Only Shift alone counts: a capital letter in between starts the count again, so typing never leaves the page.
function watchShift(leave) {
  const status = document.querySelector('#app-status');
  let count = 0;
  let alone = false;
  let timer;
  const reset = () => {
    count = 0;
    clearTimeout(timer);
    status.textContent = '';
  };
  document.addEventListener('keydown', (event) => {
    alone = event.key === 'Shift' && !event.repeat;
    if (event.key !== 'Shift' && count > 0) {
      reset();
    }
  });
  document.addEventListener('keyup', (event) => {
    if (event.key !== 'Shift' || !alone) {
      return;
    }
    count += 1;
    if (count === presses) {
      leave();
      return;
    }
    const left = presses - count;
    status.textContent = `Quick exit: press Shift ${left} more ${left === 1 ? 'time' : 'times'}.`;
    clearTimeout(timer);
    timer = setTimeout(reset, within);
  });
}
