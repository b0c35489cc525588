// The voice panel: hold the button and speak, or type; hear the answer, and read both.

const TAP = 350; // ms; a shorter press leaves the microphone on until the next one
const PATIENCE = 2000; // ms until a kernel that says nothing is taken to be busy

const WORDS = {
  resting: 'ready: hold the button and speak, or type',
  connecting: 'connecting …',
  open: 'ready',
  opening: 'opening the microphone …',
  listening: 'listening',
  waiting: 'waiting for the answer …',
  speaking: 'speaking',
  busy: 'the kernel is busy with a cell, and listens when that has ended',
  ended: 'ended',
  lost: 'the kernel is gone: run the cell again',
};

function render({ model, el }) {
  const handsFree = model.get('hands_free');
  let standing = { state: 'resting', why: '' };
  let own = ''; // what this view knows better than the kernel: opening, listening, waiting
  let silenced = 0; // no sound is wanted any more of this turn and those before
  let isUnheard = false; // the kernel has not answered for a while
  let trouble = '';
  let pressedAt = 0;
  let patience = 0;
  let wanted = false; // whether the microphone is to be open
  let moving = Promise.resolve(); // opening and closing it, one after the other

  const speaker = new Speaker(() => refresh());
  const microphone = new Microphone((pcm, peak) => {
    micLevel = peak;
    panel.tell({ kind: 'sound' }, [pcm]);
  });
  let micLevel = 0;

  const talk = element('button', {
    type: 'button', class: 'gm-talk', 'aria-pressed': 'false',
    onpointerdown: event => {
      if (event.button !== 0) return;
      talk.setPointerCapture(event.pointerId);
      press();
    },
    onpointerup: release, onpointercancel: release,
    onkeydown: event => {
      if (event.key !== ' ' && event.key !== 'Enter') return;
      event.preventDefault();
      if (!event.repeat) press();
    },
    onkeyup: event => {
      if (event.key === ' ' || event.key === 'Enter') release();
    },
  });
  const hush = element('button', { type: 'button', onclick: () => stop() }, 'Stop');
  const mute = element('button', {
    type: 'button', 'aria-pressed': 'false',
    onclick: () => {
      speaker.mute(!speaker.isMuted);
      mute.setAttribute('aria-pressed', String(speaker.isMuted));
    },
  }, 'Mute');
  const end = element('button', {
    type: 'button', title: 'End the conversation and keep it in the notebook',
    onclick: () => finish(),
  }, 'End');
  const meter = element('meter', { min: '0', max: '1', value: '0', 'aria-label': 'Loudness' });
  const status = element('span', { class: 'gm-status', role: 'status' });
  const turns = new Turns();
  const questions = new Questions(answer => panel.tell({ kind: 'decide', ...answer }));
  const field = element('input', {
    type: 'text', autocomplete: 'off', placeholder: 'or type', 'aria-label': 'Say by typing',
  });
  const form = element('form', {
    class: 'gm-bar',
    onsubmit: event => {
      event.preventDefault();
      if (field.value.trim()) say(field.value);
      field.value = '';
    },
  }, field, element('button', { type: 'submit' }, 'Say'));
  const name = element('span', { class: 'gm-origin' }, model.get('model'));
  const root = element('section', { class: 'gm-panel gm-voice', 'aria-label': 'Voice conversation' },
    element('div', { class: 'gm-bar' }, talk, hush, mute, end, meter, status),
    turns.element, questions.element, form, name);
  el.append(root);

  function refresh() {
    const isOver = standing.state === 'ended' || standing.state === 'lost';
    const speaking = speaker.isPlaying ? 'speaking' : '';
    const state = isOver ? standing.state : (isUnheard && 'busy') || speaking || own || standing.state;
    const line = trouble || (standing.state === 'failed' && !own ? standing.why : '');
    root.dataset.state = line ? 'failed' : state;
    status.textContent = line || WORDS[state] || state;
    talk.textContent = wanted
      ? (handsFree ? 'Microphone off' : 'Release to send')
      : (handsFree ? 'Microphone on' : 'Hold to talk');
    talk.setAttribute('aria-pressed', String(wanted));
    hush.disabled = isOver || !speaker.isPlaying;
    for (const control of [talk, end, field, form.lastChild]) control.disabled = isOver;
    measure();
  }

  let frame = 0;
  function measure() {
    if (frame) return;
    const draw = () => {
      meter.value = microphone.isOpen ? micLevel : speaker.level;
      frame = microphone.isOpen || speaker.isPlaying ? requestAnimationFrame(draw) : 0;
      if (!frame) meter.value = 0;
    };
    frame = requestAnimationFrame(draw);
  }

  function become(state) {
    own = state;
    refresh();
  }

  /** Until the kernel answers, it may be busy: that is said after a while. */
  function ask(message) {
    panel.tell(message);
    clearTimeout(patience);
    patience = setTimeout(() => unheard(true), PATIENCE);
  }

  function unheard(now) {
    clearTimeout(patience);
    isUnheard = now;
    refresh();
  }

  function press() {
    if (wanted) {
      unwant();
      return;
    }
    pressedAt = performance.now();
    wanted = true;
    trouble = '';
    speaker.wake();
    silence();
    become('opening');
    moving = moving.then(async () => {
      try {
        await microphone.open();
      } catch (error) {
        wanted = false;
        trouble = error.message;
        become('');
        return;
      }
      become('listening');
      ask({ kind: 'begin' });
      microphone.listen();
    });
  }

  function release() {
    if (!handsFree && wanted && performance.now() - pressedAt > TAP) unwant();
  }

  function unwant() {
    wanted = false;
    moving = moving.then(async () => {
      if (!microphone.isOpen) return;
      await microphone.close();
      panel.tell({ kind: 'finish' });
      become(handsFree ? '' : 'waiting');
    });
  }

  function say(text) {
    trouble = '';
    speaker.wake();
    silence();
    become('waiting');
    ask({ kind: 'say', text });
  }

  /** At once: what of the answer is still on its way is not played either. */
  function silence() {
    silenced = turns.last;
    speaker.hush();
  }

  function stop() {
    silence();
    panel.tell({ kind: 'hush' });
    become('');
  }

  function finish() {
    release();
    stop();
    wanted = false;
    moving = moving.then(() => microphone.close()).then(() => panel.tell({ kind: 'end' }));
  }

  function letGo() {
    wanted = false;
    clearTimeout(patience);
    speaker.close();
    moving = moving.then(() => microphone.close());
  }

  function stand(now) {
    standing = now;
    if (now.state === 'failed' && own !== 'listening') own = '';
    if (now.state === 'ended' || now.state === 'lost') letGo();
    refresh();
  }

  const panel = connect({
    model, el: root, show: (key, text) => turns.show(key, text), stand,
    hears: {
      heard: () => unheard(false),
      sound: ({ turn }, [pcm]) => {
        if (turn <= silenced || !speaker.isAwake) return; // of two views the one that was used
        if (own === 'waiting') own = '';
        speaker.play(pcm);
      },
      hush: () => speaker.hush(),
      done: () => {
        if (own === 'waiting') become('');
      },
      ask: message => questions.ask(message),
      asked: ({ name: asked }) => questions.drop(asked),
    },
  });
  panel.open();
  return () => {
    letGo();
    panel.leave();
    cancelAnimationFrame(frame);
  };
}

export default { render };
