// Two hundred browsers, in a process of their own: each counts what it gets and tells when it has seen the end.
import { WebSocket } from 'ws';

const [, , url = '', count = '200'] = process.argv;
let open = 0;
let ended = 0;

for (let i = 0; i < Number(count); i++) {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  socket.on('open', () => {
    if (++open === Number(count)) process.send?.('open');
  });
  socket.on('message', (data: Buffer) => {
    // The end is the one frame that is this short.
    if (data.length < 8 && ++ended === Number(count)) {
      ended = 0;
      process.send?.('ended');
    }
  });
}
process.on('disconnect', () => process.exit());
