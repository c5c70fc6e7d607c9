// Warns 5 minutes before the sign-in ends for want of use. Escape or the button stays signed in, as often as wanted.
import { saveDraftsNow } from './drafts-8f6769b1c5cf.js';

const warning = 5 * 60 * 1000;
// The page waits a little longer than the server, so that asking again cannot itself keep the sign-in alive.
const slack = 5000;

export function startIdle() {
  const seconds = Number(document.body.dataset.idleSeconds);
  const dialog = document.querySelector('#app-timeout');
  if (!seconds || !dialog?.showModal) {
    return;
  }
  // Work in another tab keeps this one signed in too.
  const others = new BroadcastChannel('nrmdesk-idle');
  const idle = new Idle(dialog, seconds, others);
  others.addEventListener('message', (event) => idle.restart(event.data));
  others.postMessage({ seconds });
}

class Idle {
  constructor(dialog, seconds, others) {
    this.dialog = dialog;
    this.seconds = seconds;
    this.others = others;
    this.left = dialog.querySelector('#app-timeout-left');
    this.endsAt = document.querySelector('#idle-ends-at');
    dialog.querySelector('#app-timeout-stay').addEventListener('click', () => this.stay());
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      this.stay();
    });
    this.restart({ seconds });
    setInterval(() => this.tick(), 1000);
  }

  restart({ seconds, endsAt }) {
    this.end = Date.now() + (seconds || this.seconds) * 1000;
    if (endsAt && this.endsAt) {
      this.endsAt.textContent = endsAt;
    }
    if (this.dialog.open) {
      this.dialog.close();
    }
  }

  // The end is a moment, not a count of ticks: a sleeping laptop loses ticks.
  tick() {
    const left = this.end - Date.now();
    if (left < -slack) {
      window.location.replace(window.location.pathname + window.location.search);
      this.end = Infinity;
      return;
    }
    if (left > warning) {
      return;
    }
    if (!this.dialog.open) {
      saveDraftsNow();
      this.dialog.showModal();
    }
    const minutes = Math.max(1, Math.ceil(left / 60000));
    const text = minutes === 1 ? 'less than a minute' : `${minutes} minutes`;
    if (this.left.textContent !== text) {
      this.left.textContent = text;
    }
  }

  async stay() {
    try {
      const answer = await fetch('/session/extend', {
        method: 'POST', headers: { Accept: 'application/json' }, redirect: 'error',
      });
      if (!answer.ok) {
        throw new Error(`not extended: ${answer.status}`);
      }
      const { seconds, ends_at: endsAt } = await answer.json().catch(() => ({}));
      this.restart({ seconds, endsAt });
      this.others.postMessage({ seconds, endsAt });
    } catch {
      this.dialog.close();
      window.location.replace(window.location.pathname + window.location.search);
    }
  }
}
