// What both sides of a conversation say, turn by turn, and what the user is asked meanwhile.

/** Shows texts by the names "NUMBER.you", "NUMBER.model" and "NUMBER.note". */
class Turns {
  #rows = new Map();
  element = element('ol', {
    class: 'gm-turns', role: 'log', tabindex: '0', 'aria-label': 'Conversation',
  });

  /** The number of the newest turn. */
  get last() {
    return Math.max(0, ...this.#rows.keys());
  }

  show(key, text) {
    const [number, who] = key.split('.');
    const line = this.#row(Number(number)).querySelector(`.gm-${who}`);
    line.querySelector('.gm-words').textContent = text || (who === 'you' ? '…' : '');
    line.hidden = !text && who !== 'you';
    this.element.scrollTop = this.element.scrollHeight;
  }

  #row(number) {
    if (this.#rows.has(number)) return this.#rows.get(number);
    const row = element('li', {}, ...[['you', 'you'], ['model', 'model'], ['note', '']].map(
      ([who, label]) => element('div', { class: `gm-${who}`, hidden: who !== 'you' },
        ...(label ? [element('strong', {}, label), ' '] : []),
        element('span', { class: 'gm-words', dir: 'auto' }))));
    const later = [...this.#rows.keys()].filter(other => other > number).sort((a, b) => a - b);
    this.element.insertBefore(row, this.#rows.get(later[0]) ?? null);
    this.#rows.set(number, row);
    return row;
  }
}

/** Calls of functions that wait for the user's word. */
class Questions {
  #decide;
  element = element('div', { class: 'gm-questions', role: 'alert' });

  constructor(decide) {
    this.#decide = decide;
  }

  ask({ name, call, may_last: mayLast }) {
    const button = (label, verdict, lasts) => element('button', {
      type: 'button', onclick: () => this.#decide({ name, verdict, lasts }),
    }, label);
    this.element.append(element('div', { class: 'gm-question', 'data-name': name },
      'run ', element('code', {}, call), '? ',
      button('Run', 'approved', false),
      ...(mayLast ? [' ', button('Always', 'approved', true)] : []),
      ' ', button('No', 'denied', false)));
  }

  drop(name) {
    this.element.querySelector(`[data-name="${name}"]`)?.remove();
  }
}
