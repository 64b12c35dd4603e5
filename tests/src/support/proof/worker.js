// Runs what the page asks for, one thing after the other, in the module under test.
import init, { Trial, both, goldens, planted, properties, published } from "/proof.js";
import { speed } from "/speed.js";

// As in a page that is no secure context.
const insecure = () => {
  Object.defineProperty(crypto, "subtle", { value: undefined });
  return crypto.subtle === undefined;
};

const timed = (...input) => speed(Trial, ...input);
const tasks = { both, goldens, planted, properties, published, insecure, speed: timed };
const parsed = (result) => (typeof result === "string" ? JSON.parse(result) : result);

let ready = init({ module_or_path: fetch("/proof.wasm") });
onmessage = ({ data: { id, task, input } }) => {
  ready = ready
    .then(() => tasks[task](...input))
    .then((result) => postMessage({ id, result: parsed(result) }))
    .catch((error) => postMessage({ id, error: String(error) }));
};
