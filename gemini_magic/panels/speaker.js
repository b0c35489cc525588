// Speaker: plays 16-bit mono PCM as it arrives, and falls silent at once.

class Speaker {
  static RATE = 24000;
  static LEAD = 0.08; // seconds of patience with a late piece
  #context = null;
  #volume = null;
  #tap = null;
  #playing = new Set();
  #until = 0;
  #changed;
  isMuted = false;

  constructor(changed) {
    this.#changed = changed;
  }

  /** To be called by a click or a key: browsers let nobody else make a sound. */
  wake() {
    if (!this.#context) {
      this.#context = new AudioContext();
      this.#volume = this.#context.createGain();
      this.#tap = this.#context.createAnalyser();
      this.#volume.connect(this.#tap).connect(this.#context.destination);
      this.mute(this.isMuted);
    }
    void this.#context.resume();
  }

  get isAwake() {
    return this.#context !== null;
  }

  play(buffer) {
    const bytes = buffer instanceof DataView ? buffer : new DataView(buffer);
    const samples = new Float32Array(bytes.byteLength >> 1);
    for (let at = 0; at < samples.length; at++) samples[at] = bytes.getInt16(2 * at, true) / 32768;
    if (!samples.length || !this.isAwake) return;
    const piece = this.#context.createBuffer(1, samples.length, Speaker.RATE);
    piece.copyToChannel(samples, 0);
    const source = this.#context.createBufferSource();
    source.buffer = piece;
    source.connect(this.#volume);
    const now = this.#context.currentTime;
    const begin = this.#until > now ? this.#until : now + Speaker.LEAD;
    source.start(begin);
    this.#until = begin + piece.duration;
    this.#playing.add(source);
    source.onended = () => {
      this.#playing.delete(source);
      this.#changed();
    };
    this.#changed();
  }

  hush() {
    for (const source of this.#playing) {
      source.onended = null;
      source.stop();
    }
    this.#playing.clear();
    this.#until = 0;
    this.#changed();
  }

  mute(isMuted) {
    this.isMuted = isMuted;
    if (this.#volume) this.#volume.gain.value = isMuted ? 0 : 1;
  }

  get isPlaying() {
    return this.#playing.size > 0;
  }

  /** How loud it is now, from 0 to 1. */
  get level() {
    if (!this.#tap) return 0;
    const wave = new Float32Array(this.#tap.fftSize);
    this.#tap.getFloatTimeDomainData(wave);
    return Math.max(...wave.map(Math.abs));
  }

  close() {
    this.hush();
    void this.#context?.close();
    this.#context = null;
  }
}
