/** API keys: UUIDs of version 4, because AgentOps' SDKs accept nothing else. A store keeps only their hashes. */
import { createHash, randomUUID } from "node:crypto";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** 122 random bits, which is why one plain SHA-256 is enough to keep them. */
export function createApiKey(): string {
  return randomUUID();
}

export function isApiKey(text: string): boolean {
  return UUID.test(text);
}

/** SHA-256, 32 bytes. */
export function hashApiKey(key: string): Uint8Array {
  return new Uint8Array(createHash("sha256").update(key.toLowerCase()).digest());
}

/** What a key is called where the key itself must not be seen: the first 12 hex digits of its hash. */
export function keyIdOf(hash: Uint8Array): string {
  return Buffer.from(hash).toString("hex").slice(0, 12);
}
