// <input list="…">: offers what matches while somebody types, as the combobox of the ARIA Authoring Practices does. The
// browser's own list, which stays where this script does not run, cannot be read out or enlarged well everywhere. What
// is typed stays as it is until something is chosen, and is looked up again by the server.
const most = 20;
// Screen readers first say the letter that was typed.
const pause = 700;

export function startSuggest() {
  for (const input of document.querySelectorAll('input[list]')) {
    if (input.list) {
      new Suggest(input);
    }
  }
}

// As the eye compares: without case, accents and gaps at the ends.
const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();

class Suggest {
  constructor(input) {
    this.input = input;
    this.values = [...new Set([...input.list.options].map((option) => option.value))].map((value) => [value, fold(value)]);
    this.status = document.querySelector('#app-status');
    this.at = -1;
    input.list.remove();
    input.removeAttribute('list');

    this.list = document.createElement('ul');
    this.list.id = `${input.id}-offered`;
    this.list.className = 'app-suggest__list';
    this.list.hidden = true;
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', input.labels[0]?.textContent.trim() ?? '');
    const frame = document.createElement('div');
    frame.className = 'app-suggest';
    input.before(frame);
    frame.append(input, this.list);

    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-controls', this.list.id);
    input.setAttribute('aria-expanded', 'false');

    input.addEventListener('input', () => this.offer());
    input.addEventListener('keydown', (event) => this.key(event));
    input.addEventListener('keypress', (event) => this.press(event));
    input.addEventListener('blur', () => this.close());
    this.list.addEventListener('mousedown', (event) => event.preventDefault()); // the box keeps the focus
    this.list.addEventListener('click', (event) => this.choose(event.target.closest('[role=option]')));
  }

  // What begins with the text comes first, then what has a word that does, then what holds it.
  found() {
    const text = fold(this.input.value);
    if (!text) {
      return [];
    }
    const ranks = [[], [], []];
    for (const [value, folded] of this.values) {
      const at = folded.indexOf(text);
      if (at >= 0) {
        ranks[at === 0 ? 0 : folded.includes(` ${text}`) ? 1 : 2].push(value);
      }
    }
    return ranks.flat();
  }

  offer() {
    const found = this.found();
    const text = this.input.value.trim();
    this.close();
    if (!text) {
      return;
    }
    if (found.length === 1 && found[0] === this.input.value) {
      return; // it is there already
    }
    this.list.replaceChildren(...found.slice(0, most).map((value, i) => this.option(value, i)));
    if (found.length > 0) {
      this.list.hidden = false;
      this.input.setAttribute('aria-expanded', 'true');
    }
    this.say(words(found.length));
  }

  option(value, i) {
    const option = document.createElement('li');
    option.id = `${this.list.id}-${i}`;
    option.className = 'app-suggest__option';
    option.textContent = value;
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', 'false');
    return option;
  }

  key(event) {
    this.chose = false;
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        if (this.list.hidden) {
          this.offer();
        }
        if (!this.list.hidden) {
          event.preventDefault();
          this.move(event.key === 'ArrowDown' ? 1 : -1);
        }
        break;
      case 'Enter':
        if (this.at >= 0) {
          event.preventDefault(); // it chooses, and does not send the form
          this.chose = true;
          this.choose(this.list.children[this.at]);
        }
        break;
      case 'Escape':
        if (!this.list.hidden) {
          event.preventDefault();
          this.close();
        }
    }
  }

  // Where the key and what it types come apart, the second would send the form.
  press(event) {
    if (event.key === 'Enter' && this.chose) {
      event.preventDefault();
    }
    this.chose = false;
  }

  // One step past either end is back in the box.
  move(step) {
    const count = this.list.children.length;
    this.mark(((this.at + 1 + step + count + 1) % (count + 1)) - 1);
  }

  mark(at) {
    this.list.children[this.at]?.setAttribute('aria-selected', 'false');
    this.at = at;
    const option = this.list.children[at];
    if (!option) {
      this.input.removeAttribute('aria-activedescendant');
      return;
    }
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    this.input.setAttribute('aria-activedescendant', option.id);
  }

  choose(option) {
    if (!option) {
      return;
    }
    this.input.value = option.textContent;
    this.close();
    this.say(`${this.input.value} is chosen`);
    this.input.dispatchEvent(new Event('change', { bubbles: true })); // to be kept like anything that is filled in
  }

  close() {
    this.mark(-1);
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    clearTimeout(this.saying);
  }

  say(text) {
    this.saying = setTimeout(() => {
      this.status.textContent = text;
    }, pause);
  }
}

function words(found) {
  if (found === 0) {
    return 'Nothing on the list matches';
  }
  if (found > most) {
    return `${most} of ${found} that match are shown. Type more letters, or use the arrow keys to choose`;
  }
  return `${found} ${found === 1 ? 'matches' : 'match'}. Use the arrow keys to choose`;
}
