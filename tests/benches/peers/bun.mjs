// Bun's own publish and subscribe: a message goes to everybody in the room, or back to its sender.
const ECHO = "/echo";

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch(request, server) {
    const room = new URL(request.url).pathname;
    return server.upgrade(request, { data: { room } }) ? undefined : new Response("", { status: 400 });
  },
  websocket: {
    perMessageDeflate: false,
    open(socket) {
      if (socket.data.room !== ECHO) socket.subscribe(socket.data.room);
    },
    message(socket, message) {
      if (socket.data.room === ECHO) socket.send(message);
      else server.publish(socket.data.room, message);
    },
  },
});
console.log(JSON.stringify({ listen: `127.0.0.1:${server.port}` }));
