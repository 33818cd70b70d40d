const { spawn } = require('node:child_process');

/** A process of its own, in a session of its own, without the variables of the function. Returns its ID. */
function startDetached() {
  const wait = 'setInterval(() => {}, 1000)';
  const child = spawn(process.execPath, ['-e', wait], { detached: true, stdio: 'ignore', env: {} });
  child.unref();
  return child.pid;
}

exports.answers = async () => startDetached();

exports.hangs = async () => {
  console.log(`started ${startDetached()}`);
  await new Promise((resolve) => setTimeout(resolve, 60_000));
};
