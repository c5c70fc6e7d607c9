// Autosave: posts the fields of <form data-draft-key="…"> to /drafts/{key} 5 seconds after typing stops and when the
// page is left. The server keeps drafts encrypted and for their author only.
const delay = 5000;
// A request that outlives its page may carry no more than this (fetch, keepalive).
const mostKeptAlive = 60000;
const drafts = [];

export function startDrafts() {
  for (const form of document.querySelectorAll('form[data-draft-key]')) {
    drafts.push(new Draft(form));
  }
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') {
      saveDraftsNow();
    }
  });
  window.addEventListener('pagehide', saveDraftsNow);
}

// saveDraftsNow outlives the page: the request goes on after it is left.
export function saveDraftsNow() {
  for (const draft of drafts) {
    draft.save({ keepalive: true });
  }
}

class Draft {
  constructor(form) {
    this.form = form;
    this.address = `/drafts/${encodeURIComponent(form.dataset.draftKey)}`;
    this.status = form.querySelector('[data-draft-status]');
    this.saved = this.fields();
    this.submitted = false;
    form.addEventListener('input', () => this.later());
    form.addEventListener('change', () => this.later());
    form.addEventListener('submit', () => this.stop());
    // Coming back with the browser's Back button revives this very page.
    window.addEventListener('pageshow', (event) => {
      if (event.persisted) {
        this.submitted = false;
      }
    });
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  // A draft that arrives after the form itself would bring back what was just submitted.
  stop() {
    this.submitted = true;
    clearTimeout(this.timer);
    this.request?.abort();
  }

  // Passwords and files never go into a draft.
  fields() {
    const fields = new Map();
    for (const [name, value] of new FormData(this.form)) {
      const kind = this.form.elements[name]?.type;
      if (typeof value === 'string' && kind !== 'password') {
        fields.set(name, [...(fields.get(name) ?? []), value]);
      }
    }
    return fields;
  }

  // What was saved before is laid under what comes now, so only what changed goes out, and the hidden fields that say
  // what it was typed on.
  changed(fields) {
    const out = new URLSearchParams();
    let any = false;
    for (const [name, values] of fields) {
      const same = JSON.stringify(values) === JSON.stringify(this.saved.get(name));
      any ||= !same;
      if (!same || this.form.elements[name]?.type === 'hidden') {
        values.forEach((value) => out.append(name, value));
      }
    }
    return any ? out.toString() : '';
  }

  async save({ keepalive = false } = {}) {
    clearTimeout(this.timer);
    const fields = this.fields();
    const body = this.changed(fields);
    if (this.submitted || !body) {
      return;
    }
    this.request?.abort();
    const request = new AbortController();
    this.request = keepalive ? undefined : request;
    try {
      const answer = await fetch(this.address, {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8', Accept: 'application/json' },
        body, keepalive: keepalive && body.length <= mostKeptAlive, redirect: 'error', signal: request.signal,
      });
      if (!answer.ok) {
        throw new Error(`draft not saved: ${answer.status}`);
      }
      this.saved = fields;
      const { saved_at: savedAt } = await answer.json().catch(() => ({}));
      this.say(`Draft saved at ${savedAt ?? timeOfDay(new Date())}`);
    } catch (error) {
      if (error.name === 'AbortError') {
        return;
      }
      this.say('Draft not saved. Check your connection, then save this page.');
    }
  }

  say(text) {
    if (this.status) {
      this.status.textContent = text;
    }
  }
}

function timeOfDay(time) {
  const hour = time.getHours();
  const minute = String(time.getMinutes()).padStart(2, '0');
  return `${hour % 12 || 12}:${minute}${hour < 12 ? 'am' : 'pm'}`;
}
