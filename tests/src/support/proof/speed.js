// MB/s of sealing and opening the same amount: the browser's AES-GCM alone in chunks of 16 KiB, and ours
// with everything around it, in both engines. The order changes with every round.
const CHUNK = 16384;
const name = "AES-GCM";

const random = (len) => {
  const bytes = new Uint8Array(len);
  for (let at = 0; at < len; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
  return bytes;
};

// `window` chunks under way at once, as many as a part has.
class Raw {
  static async make(len, window) {
    const raw = new Raw();
    const bytes = random(len);
    raw.window = window;
    raw.key = await crypto.subtle.generateKey({ name, length: 256 }, false, ["encrypt", "decrypt"]);
    raw.plain = Array.from({ length: len / CHUNK }, (_, i) => bytes.subarray(i * CHUNK, (i + 1) * CHUNK));
    raw.sealed = await raw.run("encrypt", raw.plain);
    return raw;
  }

  async run(work, chunks) {
    const iv = new Uint8Array(12);
    const params = { name, iv };
    const count = new DataView(iv.buffer);
    const all = [];
    for (let at = 0; at < chunks.length; at += this.window) {
      const started = chunks.slice(at, at + this.window).map((chunk, i) => {
        count.setUint32(8, at + i);
        return crypto.subtle[work](params, this.key, chunk);
      });
      all.push(...(await Promise.all(started)));
    }
    return all;
  }

  seal() {
    return this.run("encrypt", this.plain);
  }

  open() {
    return this.run("decrypt", this.sealed);
  }
}

export async function speed(Trial, len, rounds) {
  const runners = {
    "raw WebCrypto, 64 chunks under way": await Raw.make(len, 64),
    "raw WebCrypto, 512 chunks under way": await Raw.make(len, 512),
    "WebCrypto engine": await Trial.make(len, true),
    "Rust engine": await Trial.make(len, false),
  };
  const names = Object.keys(runners);
  const results = { seal: {}, open: {} };
  for (let round = 0; round < rounds; round += 1) {
    names.push(names.shift());
    for (const work of ["seal", "open"]) {
      for (const runner of names) {
        const start = performance.now();
        await runners[runner][work]();
        const speed = len / 1e3 / (performance.now() - start);
        (results[work][runner] ??= []).push(speed);
      }
    }
  }
  return results;
}
