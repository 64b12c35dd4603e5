// Opens our registration record with @serenity-kit/opaque: its client and its server, our server setup, our
// record, our password. The export key must be the one of the golden file. Started by
// `cargo xtask cross-check`, which installs the package; no part of the test suite.
//
// That package fixes the protocol's Context itself, so the handshake is theirs on both sides; what is compared
// is everything that the password slot hangs on: OPRF, key stretching, envelope, identifiers, export key.
"use strict";

const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const [folder, modules] = process.argv.slice(2);
const opaque = require(join(modules, "@serenity-kit/opaque"));

const bytes = (value) =>
  value.hex === undefined ? readFileSync(join(folder, value.file)) : Buffer.from(value.hex, "hex");
const text = (value) => bytes(value).toString("base64url");
const fail = (why) => {
  console.error(`error: ${why}`);
  process.exit(1);
};

async function main() {
  await opaque.ready;
  const { cases } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  const { inputs, expect } = cases.find((found) => found.name === "opaque");
  const userIdentifier = bytes(inputs.account).toString("ascii");
  const identifiers = { client: userIdentifier, server: inputs.realm };
  const keyStretching = { "argon2id-custom": { memory: 65536, iterations: 3, parallelism: 1 } };
  const login = (password, stretching) => {
    const { clientLoginState, startLoginRequest } = opaque.client.startLogin({ password });
    const { loginResponse } = opaque.server.startLogin({
      serverSetup: text(inputs.setup),
      registrationRecord: text(expect.registration_record),
      startLoginRequest,
      userIdentifier,
      identifiers,
    });
    return opaque.client.finishLogin({
      clientLoginState,
      loginResponse,
      password,
      identifiers,
      keyStretching: stretching,
    });
  };

  const password = inputs.password.normalize("NFC");
  const opened = login(password, keyStretching);
  if (opened === undefined) fail("their client does not open our record");
  if (opened.exportKey !== text(expect.export_key)) fail("another export key");
  // What must not open shows that the check can fail.
  if (login(`${password}.`, keyStretching) !== undefined) fail("another password opens it");
  const weaker = { "argon2id-custom": { memory: 65536, iterations: 2, parallelism: 1 } };
  if (login(password, weaker) !== undefined) fail("other parameters open it");
  console.log("opaque: record opened, export key equal, 2 refused");
}

main().catch((error) => fail(error));
