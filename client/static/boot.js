// Starts the page. This is the only script that the document names. It makes the one
// Trusted Types policy, through which nothing but the keeper's own file may become a worker.
const KEEPER = "@keeper-boot.js@";

const keeperOnly = (url) => {
  if (url !== KEEPER) throw new TypeError("only the keeper may be started");
  return url;
};
const policy = globalThis.trustedTypes?.createPolicy("stafeta", { createScriptURL: keeperOnly });
const keeperUrl = policy ? policy.createScriptURL(KEEPER) : KEEPER;

try {
  const { default: init, start } = await import("@app.js@");
  await init({ module_or_path: fetch("@app.wasm@", { integrity: "@app.wasm:sri@" }) });
  start(() => new Worker(keeperUrl, { type: "module", name: "keeper" }));
} catch (error) {
  console.error(error);
  document.getElementById("app").hidden = true;
  document.getElementById("boot-failed").hidden = false;
}
