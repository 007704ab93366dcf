/** The WebSocket side: open lines, and what may go wrong on them. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { Outlet, Parcel, Room } from './room.ts';
import { fetchResult, frame, readFrame } from './wire.ts';

interface Line {
  socket: WebSocket;
  raw: Duplex;
  /** Sends nothing before this time; what it should have sent waits. */
  silentUntilMs: number;
  waiting: Buffer[];
}

const MESSAGES_A_FRAME = 50;

export interface Lines extends Outlet {
  upgrade(room: Room, request: IncomingMessage, raw: Duplex, head: Buffer): void;
  /** Cuts all: what was already sent still arrives, as on a real network. */
  cut(): void;
  stall(forMs: number): void;
  close(): void;
}

export function createLines(): Lines {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const lines = new Set<Line>();
  const timers = new Set<NodeJS.Timeout>();
  let logId = 0;

  const write = (line: Line, data: Buffer) => {
    if (Date.now() < line.silentUntilMs) line.waiting.push(data);
    else line.socket.send(data);
  };

  const framesOf = (parcels: Parcel[], apart: boolean): Buffer[] => {
    const nowMs = Date.now();
    const cursor = String(parcels.at(-1)?.seq ?? 0);
    const messages = parcels.flatMap((parcel) => parcel.messages);
    const size = apart ? 1 : MESSAGES_A_FRAME;
    const frames: Buffer[] = [];
    for (let from = 0; from < messages.length; from += size) {
      const payload = fetchResult({
        messages: messages.slice(from, from + size),
        cursor,
        internalExt: `sim-${cursor}`,
        nowMs,
        needAck: true,
      });
      frames.push(frame('msg', String(++logId), payload));
    }
    return frames;
  };

  const join = (room: Room, socket: WebSocket, raw: Duplex, cursor: number) => {
    const line: Line = { socket, raw, silentUntilMs: 0, waiting: [] };
    lines.add(line);
    socket.on('message', (data) => {
      const asked = readFrame(data as Buffer);
      if (!asked) return socket.close(1003);
      if (asked.payloadType === 'im_enter_room') write(line, frame('im_enter_room_resp', '0', Buffer.alloc(0)));
      if (asked.payloadType === 'hb') write(line, frame('hb', '0', Buffer.alloc(0)));
    });
    socket.on('error', () => lines.delete(line));
    socket.on('close', () => lines.delete(line));
    for (const data of framesOf(room.since(cursor), false)) write(line, data);
  };

  return {
    send(parcels, apart) {
      if (lines.size === 0) return 0;
      const frames = framesOf(parcels, apart);
      for (const line of lines) for (const data of frames) write(line, data);
      return lines.size;
    },
    junk() {
      const junk = [
        Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0x07]),
        frame('msg', '0', Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0x01])),
      ];
      for (const line of lines) for (const data of junk) write(line, data);
    },
    upgrade(room, request, raw, head) {
      const query = new URL(request.url ?? '/', 'http://sim').searchParams;
      if (query.get('room_id') !== room.roomId || !room.live) {
        raw.end('HTTP/1.1 403 Forbidden\r\nHandshake-Msg: ROOM_NOT_LIVE\r\n\r\n');
        return;
      }
      const cursor = Number(query.get('cursor'));
      server.handleUpgrade(request, raw, head, (socket) =>
        join(room, socket, raw, Number.isFinite(cursor) ? cursor : 0),
      );
    },
    cut() {
      for (const { raw } of lines) {
        raw.end();
        setTimeout(() => raw.destroy(), 200).unref();
      }
      lines.clear();
    },
    stall(forMs) {
      for (const line of lines) {
        line.silentUntilMs = Date.now() + forMs;
        const timer = setTimeout(() => {
          timers.delete(timer);
          line.waiting.splice(0).forEach((data) => line.socket.send(data));
        }, forMs + 1);
        timers.add(timer);
      }
    },
    close() {
      timers.forEach(clearTimeout);
      for (const { socket } of lines) socket.terminate();
      server.close();
    },
  };
}
