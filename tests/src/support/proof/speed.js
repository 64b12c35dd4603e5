// MB/s of sealing and opening the same amount: the browser's AES-GCM alone in chunks of 16 KiB, the same with
// the hashes that the format wants of every part, and ours with everything around it, in both engines. The
// order changes with every round.
const CHUNK = 16384;
const PART = 512;
const name = "AES-GCM";

const random = (len) => {
  const bytes = new Uint8Array(len);
  for (let at = 0; at < len; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
  return bytes;
};

// `window` chunks under way at once.
class Raw {
  static async make(len, window) {
    const raw = new this();
    raw.bytes = random(len);
    raw.window = window;
    raw.key = await crypto.subtle.generateKey({ name, length: 256 }, false, ["encrypt", "decrypt"]);
    const chunk = (_, i) => raw.bytes.subarray(i * CHUNK, (i + 1) * CHUNK);
    raw.plain = Array.from({ length: len / CHUNK }, chunk);
    raw.sealed = await raw.run("encrypt", raw.plain);
    return raw;
  }

  async run(work, chunks) {
    const all = [];
    for (let at = 0; at < chunks.length; at += this.window) {
      all.push(...(await this.batch(work, chunks, at)));
    }
    return all;
  }

  batch(work, chunks, at) {
    const iv = new Uint8Array(12);
    const params = { name, iv };
    const count = new DataView(iv.buffer);
    const started = chunks.slice(at, at + this.window).map((chunk, i) => {
      count.setUint32(8, at + i);
      return crypto.subtle[work](params, this.key, chunk);
    });
    return Promise.all(started);
  }

  seal() {
    return this.run("encrypt", this.plain);
  }

  open() {
    return this.run("decrypt", this.sealed);
  }
}

// Of the plaintext (sealing only), beside the encryption, and of the ciphertext once it is there.
class Hashed extends Raw {
  async batch(work, chunks, at) {
    const bytes = this.bytes.subarray(at * CHUNK, (at + this.window) * CHUNK);
    const hashed = crypto.subtle.digest("SHA-256", bytes);
    const all = await super.batch(work, chunks, at);
    await hashed;
    if (work === "encrypt") await crypto.subtle.digest("SHA-256", bytes);
    return all;
  }
}

export async function speed(Trial, len, rounds) {
  const runners = {
    "raw AES-GCM, 64 chunks under way": await Raw.make(len, 64),
    "raw AES-GCM, 512 chunks under way": await Raw.make(len, PART),
    "raw AES-GCM and SHA-256": await Hashed.make(len, PART),
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
