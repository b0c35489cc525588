// Microphone: 16-bit mono PCM of 16 kHz in pieces of a tenth of a second, while it is open.

/** Runs in the audio thread, which knows nothing of this module: its source is handed over. */
function listening() {
  const RATE = 16000;
  const PIECE = RATE / 10;
  class Listening extends AudioWorkletProcessor {
    constructor() {
      super();
      this.piece = new Int16Array(PIECE);
      this.filled = 0;
      this.sum = 0;
      this.weight = 0;
      this.peak = 0;
      this.port.onmessage = () => this.flush(true);
    }

    // Each sample out is the mean of those in its time: 48 or 44.1 kHz become 16 without whistles.
    process([[channel]]) {
      const step = sampleRate / RATE;
      for (const sample of channel ?? []) {
        this.peak = Math.max(this.peak, Math.abs(sample));
        const room = Math.min(1, step - this.weight);
        this.sum += sample * room;
        this.weight += room;
        if (this.weight < step - 1e-9) continue;
        this.put(this.sum / step);
        this.sum = sample * (1 - room);
        this.weight = 1 - room;
      }
      return true;
    }

    put(value) {
      this.piece[this.filled++] = Math.max(-32768, Math.min(32767, Math.round(value * 32767)));
      if (this.filled === PIECE) this.flush();
    }

    flush(isLast = false) {
      const pcm = this.piece.slice(0, this.filled).buffer;
      this.port.postMessage({ pcm, peak: this.peak, isLast }, [pcm]);
      this.filled = 0;
      this.peak = 0;
    }
  }
  registerProcessor('gemini-magic-listening', Listening);
}

class Microphone {
  #heard;
  #stream = null;
  #context = null;
  #node = null;

  /** `heard(pcm, peak)` is given each piece. */
  constructor(heard) {
    this.#heard = heard;
  }

  /** Raises an Error that says in a sentence why not. */
  async open() {
    if (!navigator.mediaDevices) {
      throw new Error('this page may not use a microphone: open it by https or from localhost, or type');
    }
    try {
      this.#stream = await navigator.mediaDevices.getUserMedia({
        audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
      });
    } catch (error) {
      throw new Error(`the browser gives no microphone (${error.name}): allow it for this page, or type`);
    }
    this.#context = new AudioContext();
    const url = URL.createObjectURL(new Blob([`(${listening})()`], { type: 'text/javascript' }));
    try {
      await this.#context.audioWorklet.addModule(url);
    } finally {
      URL.revokeObjectURL(url);
    }
    this.#node = new AudioWorkletNode(this.#context, 'gemini-magic-listening');
    this.#node.port.onmessage = ({ data }) => this.#heard(data.pcm, data.peak);
    await this.#context.resume();
  }

  /** From now on each piece is heard. */
  listen() {
    this.#context.createMediaStreamSource(this.#stream).connect(this.#node);
  }

  get isOpen() {
    return this.#stream !== null;
  }

  /** The last piece is heard before this ends; the browser's sign of recording goes out. */
  async close() {
    const [stream, context, node] = [this.#stream, this.#context, this.#node];
    this.#stream = this.#context = this.#node = null;
    if (node) {
      await new Promise(done => {
        node.port.onmessage = ({ data }) => {
          if (data.isLast) done();
          this.#heard(data.pcm, data.peak);
        };
        node.port.postMessage('flush');
      });
    }
    for (const track of stream?.getTracks() ?? []) track.stop();
    await context?.close();
  }
}
