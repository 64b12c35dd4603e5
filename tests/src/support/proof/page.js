// Starts the worker as the product's page does, and asks it on behalf of the test.
const policy = trustedTypes.createPolicy("stafeta", { createScriptURL: (url) => url });
const worker = new Worker(policy.createScriptURL("/worker.js"), { type: "module" });
const waiting = new Map();

// What the worker says without being asked is the last it says.
let broken;
const end = (words) => {
  broken ??= words;
  for (const answer of waiting.values()) answer({ error: broken });
};
worker.onerror = (event) => end(event.message ?? "the worker did not start");
worker.onmessage = ({ data }) => {
  if (typeof data === "string") end(data);
  else waiting.get(data.id)?.(data);
};

globalThis.answers = [];
globalThis.ask = (task, ...input) => {
  const id = answers.length;
  answers.push(
    new Promise((answer) => {
      waiting.set(id, answer);
      if (broken) answer({ error: broken });
      else worker.postMessage({ id, task, input });
    }),
  );
  return id;
};
