/** Remainder tables of two CRCs that Node.js does not provide. Both are reflected, with all bits set at start and end. */
const CRC32C_POLYNOMIAL = 0x82f63b78;
const CRC64NVME_POLYNOMIAL = { high: 0x9a6c9329, low: 0xac4bc9b5 };

const crc32cTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ CRC32C_POLYNOMIAL : value >>> 1;
  return value >>> 0;
});

const crc64High = new Uint32Array(256);
const crc64Low = new Uint32Array(256);
for (let index = 0; index < 256; index++) {
  let high = 0;
  let low = index;
  for (let bit = 0; bit < 8; bit++) {
    const odd = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (odd) {
      low ^= CRC64NVME_POLYNOMIAL.low;
      high ^= CRC64NVME_POLYNOMIAL.high;
    }
  }
  crc64High[index] = high >>> 0;
  crc64Low[index] = low >>> 0;
}

/** https://www.rfc-editor.org/rfc/rfc3720#section-12.1 */
export class Crc32c {
  #value = 0xffffffff;

  update(bytes: Buffer): void {
    let value = this.#value;
    for (let at = 0; at < bytes.length; at++) {
      value = (value >>> 8) ^ (crc32cTable[(value ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
    }
    this.#value = value;
  }

  digest(): Buffer {
    const result = Buffer.alloc(4);
    result.writeUInt32BE((this.#value ^ 0xffffffff) >>> 0);
    return result;
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html */
export class Crc64Nvme {
  #high = 0xffffffff;
  #low = 0xffffffff;

  update(bytes: Buffer): void {
    let high = this.#high;
    let low = this.#low;
    for (let at = 0; at < bytes.length; at++) {
      const index = (low ^ (bytes[at] ?? 0)) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ (crc64Low[index] ?? 0);
      high = (high >>> 8) ^ (crc64High[index] ?? 0);
    }
    this.#high = high;
    this.#low = low;
  }

  digest(): Buffer {
    const result = Buffer.alloc(8);
    result.writeUInt32BE((this.#high ^ 0xffffffff) >>> 0, 0);
    result.writeUInt32BE((this.#low ^ 0xffffffff) >>> 0, 4);
    return result;
  }
}
