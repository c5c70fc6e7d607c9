// What package browser asks of a page. The whole file is one function, sent
// with its arguments for each question: nothing is left behind in the page,
// and it also runs where the page itself may run no script.
(question, wanted, part, more) => {
  const squeeze = (text) => (text || '').replace(/\s+/g, ' ').trim();
  const boxOf = (el) => [...el.getClientRects()].find((r) => r.width > 0 && r.height > 0);
  const isSeen = (el) => boxOf(el) && getComputedStyle(el).visibility !== 'hidden';

  const nameOf = (el) => {
    const by = el.getAttribute('aria-labelledby');
    if (by) return squeeze(by.split(/\s+/).map((id) => document.getElementById(id)?.textContent).join(' '));
    return squeeze(el.getAttribute('aria-label') || el.textContent || el.value);
  };
  const labelsOf = (el) => {
    const labels = [...(el.labels || [])].map((label) => squeeze(label.textContent));
    return labels.length ? labels : [squeeze(el.getAttribute('aria-label')) || nameOf(el)];
  };

  const kinds = {
    press: ['a[href], button, summary, input[type=submit], input[type=button], [role=button]', (el) => [nameOf(el), squeeze(el.textContent)]],
    field: ['input:not([type=hidden]):not([type=radio]):not([type=checkbox]):not([type=submit]), textarea, select', labelsOf],
    choice: ['input[type=radio]', labelsOf],
    tick: ['input[type=checkbox]', labelsOf],
  };

  // Steps up from an element until its surroundings hold the words: the
  // nearest of several equal fields or links is the one that is meant.
  const stepsTo = (el, words) => {
    for (let steps = 0, at = el; at; steps += 1, at = at.parentElement) {
      if (squeeze(at.textContent).includes(words)) return steps;
    }
    return Infinity;
  };

  const find = (kind) => {
    const [selector, names] = kinds[kind];
    const target = (el) => (kind === 'choice' || kind === 'tick') && el.labels?.[0] ? el.labels[0] : el;
    const all = [...document.querySelectorAll(selector)].filter((el) => isSeen(target(el)));
    let matches = all.filter((el) => names(el).includes(wanted));
    if (!matches.length) matches = all.filter((el) => names(el).some((name) => name.startsWith(wanted)));
    if (part) {
      const steps = matches.map((el) => stepsTo(el, part));
      const least = Math.min(...steps);
      matches = matches.filter((_, n) => steps[n] === least && least < Infinity);
    }
    if (matches.length !== 1) {
      return { count: matches.length, there: [...new Set(all.map((el) => names(el)[0]).filter(Boolean))].slice(0, 40) };
    }
    const [el] = matches;
    const shown = target(el);
    shown.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
    const box = boxOf(shown);
    const x = box.x + Math.min(box.width / 2, 200);
    const y = box.y + box.height / 2;
    const hit = document.elementFromPoint(x, y);
    const covered = hit && (shown.contains(hit) || hit.contains(shown) || hit === el) ? '' : squeeze(hit?.outerHTML).slice(0, 120);
    return { count: 1, x, y, covered, el };
  };

  // Whether a press makes the browser fetch a page.
  const loads = (el) => {
    if (el.matches('a[href]')) {
      const to = new URL(el.href);
      const same = to.pathname === location.pathname && to.search === location.search;
      return !(same && to.hash) && !el.hasAttribute('download') && el.target !== '_blank';
    }
    return Boolean(el.form) && (el.type === 'submit' || el.type === 'image');
  };

  switch (question) {
    case 'find': {
      const { el, ...found } = find(more);
      if (!el) return found;
      found.loads = loads(el);
      found.checked = Boolean(el.checked);
      found.tag = el.tagName.toLowerCase();
      return found;
    }
    case 'focus': {
      const { el } = find('field');
      el.focus();
      if (el.select) el.select();
      return true;
    }
    case 'select': {
      const { el } = find('field');
      const option = [...el.options].find((o) => squeeze(o.textContent) === more);
      if (!option) return false;
      el.value = option.value;
      el.dispatchEvent(new Event('input', { bubbles: true }));
      el.dispatchEvent(new Event('change', { bubbles: true }));
      return true;
    }
    case 'value': {
      const { el } = find('field');
      return el ? el.value : '';
    }
    case 'field':
      return find('field').el;
    case 'mark':
      window.nrmdeskMark = wanted;
      return true;
    case 'arrived':
      return document.readyState === 'complete' && window.nrmdeskMark !== wanted;
    case 'state':
      return {
        address: location.href,
        title: document.title,
        heading: squeeze(document.querySelector('h1')?.innerText),
        text: document.body ? document.body.innerText : '',
      };
    case 'focused':
      return labelsOf(document.activeElement)[0];
    case 'width':
      return window.innerWidth;
    case 'wide': {
      const width = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= width) return [];
      return [...document.querySelectorAll('body *')]
        .filter((el) => boxOf(el)?.right > width + 1 && ![...el.children].some((child) => boxOf(child)?.right > width + 1))
        .map((el) => squeeze(el.outerHTML).slice(0, 160)).slice(0, 5);
    }
    default:
      throw new Error(`unknown question ${question}`);
  }
}
