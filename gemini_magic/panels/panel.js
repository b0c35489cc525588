// The browser's side of every panel: what the kernel tells, and elements to show it in.
// A panel's script follows in the same module; nothing is loaded from anywhere.

/** Texts by name, as the kernel tells them: numbered pieces, and all of it where one was missed. */
class Told {
  #missed;
  #steps = new Map();
  #show;
  texts = new Map();

  constructor(missed, show) {
    this.#missed = missed;
    this.#show = show;
  }

  take(message) {
    if (message.kind === 'all') {
      for (const [key, [step, text]] of Object.entries(message.texts)) this.#set(key, step, text);
    } else if (message.step === 0) {
      this.#set(message.key, 0, message.text);
    } else if (message.step === (this.#steps.get(message.key) ?? -1) + 1) {
      this.#set(message.key, message.step, this.texts.get(message.key) + message.text);
    } else if (message.step > (this.#steps.get(message.key) ?? -1)) {
      this.#missed();
    }
  }

  #set(key, step, text) {
    this.#steps.set(key, step);
    this.texts.set(key, text);
    this.#show(key, text);
  }
}

/** An element: `element('button', {class: 'x', onclick: f}, 'text', child)`. Text stays text. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (typeof value === 'boolean') made.toggleAttribute(key, value);
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/**
 * Connects a view to its panel: `show(key, text)` and `stand(standing)` are told what is to be seen,
 * `hears` what to do with other messages, by kind. Gives `open`, `tell` (the kernel) and `leave`.
 */
function connect({ model, el, show, stand, hears }) {
  let isLost = false;
  const lost = () => {
    if (isLost) return;
    isLost = true;
    stand({ state: 'lost', why: '' });
  };
  const tell = (message, buffers) => {
    if (isLost) return;
    try {
      model.send(message, undefined, buffers);
    } catch {
      lost(); // the kernel's connection is closed, and nothing else is wrong with a message
    }
  };
  const told = new Told(() => tell({ kind: 'missed' }), show);
  const take = (message, buffers) => {
    if (message.kind === 'text' || message.kind === 'all') told.take(message);
    else hears[message.kind]?.(message, buffers);
  };
  const standing = () => {
    if (!isLost) stand(model.get('standing'));
  };
  model.on('msg:custom', take);
  model.on('change:standing', standing);
  // Said of a model only when its kernel is gone: it was made with a live one.
  model.on('comm_live_update', lost);
  // Lab's shortcuts are for cells: keys that are pressed in a panel belong to it.
  el.setAttribute('data-lm-suppress-shortcuts', 'true');
  for (const kind of ['keydown', 'keyup']) el.addEventListener(kind, event => event.stopPropagation());
  const leave = () => {
    model.off('msg:custom', take);
    model.off('change:standing', standing);
    model.off('comm_live_update', lost);
    tell({ kind: 'closed' });
  };
  const open = () => {
    tell({ kind: 'opened' });
    standing();
  };
  return { open, tell, leave };
}
