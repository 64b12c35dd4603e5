// Starts the keeper inside its worker. The page sends nothing before the keeper says that it
// listens, so loading may take as long as it takes.
import init from "@keeper.js@";

init({ module_or_path: fetch("@keeper.wasm@", { integrity: "@keeper.wasm:sri@" }) }).catch(
  (error) => {
    console.error(error);
    postMessage({ kind: "failed" });
  },
);
