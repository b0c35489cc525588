// The browser's side of every panel: what the kernel tells, and elements to show it in.
// A panel's script follows in the same module; nothing is loaded from anywhere.

/** Texts by name, as the kernel tells them: numbered pieces, and all of it where one was missed. */
class Told {
  #model;
  #steps = new Map();
  #show;
  texts = new Map();

  constructor(model, show) {
    this.#model = model;
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
      this.#model.send({ kind: 'missed' });
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

/** Connects a view to its panel. `hears` are what it does with messages, by kind. */
function connect({ model, el, show, stand, hears }) {
  const told = new Told(model, show);
  const take = (message, buffers) => {
    if (message.kind === 'text' || message.kind === 'all') told.take(message);
    else hears[message.kind]?.(message, buffers);
  };
  const standing = () => stand(model.get('standing'));
  const lost = () => {
    if (model.comm_live === false || model.get('comm_live') === false) stand({ state: 'lost', why: '' });
  };
  model.on('msg:custom', take);
  model.on('change:standing', standing);
  model.on('comm:close', () => stand({ state: 'lost', why: '' }));
  model.on('comm_live_update', lost);
  // Lab's shortcuts are for cells: keys that are pressed in a panel belong to it.
  el.setAttribute('data-lm-suppress-shortcuts', 'true');
  for (const kind of ['keydown', 'keyup']) el.addEventListener(kind, event => event.stopPropagation());
  model.send({ kind: 'opened' });
  standing();
  return () => {
    model.off('msg:custom', take);
    model.off('change:standing', standing);
    model.off('comm_live_update', lost);
    model.send({ kind: 'closed' });
  };
}
