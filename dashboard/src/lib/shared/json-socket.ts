export type SocketState = 'connecting' | 'open' | 'waiting';

interface Told<In> {
  opened: () => void;
  frame: (frame: In) => void;
  state: (state: SocketState) => void;
}

/** How long to wait before the next try: doubles up to 10 s, with full jitter so that a hub's restart is no stampede. */
export const nextTryMs = (tries: number, random: number): number =>
  Math.round(250 + random * Math.min(10_000, 500 * 2 ** Math.min(tries, 6)));

/** One socket of JSON frames that comes back by itself. It knows nothing of what the frames say. */
export class JsonSocket<In, Out> {
  #address: string;
  #told: Told<In>;
  #socket: WebSocket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  #closed = false;

  constructor(address: string, told: Told<In>) {
    this.#address = address;
    this.#told = told;
  }
  open(): void {
    this.#closed = false;
    this.#told.state('connecting');
    const socket = new WebSocket(this.#address);
    this.#socket = socket;
    socket.onopen = () => {
      this.#tries = 0;
      this.#told.state('open');
      this.#told.opened();
    };
    socket.onmessage = (event: MessageEvent<string>) => this.#told.frame(JSON.parse(event.data) as In);
    socket.onclose = () => this.#again(socket);
  }
  /** False when the line is down: whoever sends must be able to live without. */
  send(frame: Out): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }
  /** Tries now instead of after the wait; e.g. when the browser says that it is online again. */
  hurry(): void {
    if (this.#timer === undefined || this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.open();
  }
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#socket?.close();
  }
  #again(socket: WebSocket): void {
    if (this.#closed || socket !== this.#socket) return;
    this.#told.state('waiting');
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.open();
      },
      nextTryMs(this.#tries++, Math.random()),
    );
  }
}
