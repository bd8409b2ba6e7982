/**
 * Addresses of callers, as limits count them: networks, lists of addresses, and the address that a trusted proxy names.
 */
import { hash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIP, isIPv4 } from 'node:net';

/**
 * Returns the caller that an IP address counts as. An owner of IPv6 has 2^64 addresses, and all of them are one caller. An IPv4
 * address in the form of IPv6 is the IPv4 address.
 */
export function networkOf(ip: string): string {
  const address = canonicalOf(ip);
  if (!address.includes(':')) return address;
  const groups = groupsOf(address).slice(0, 4);
  return `${groups.map(group => group.toString(16)).join(':')}::/64`;
}

/** The IPv4 address if the address contains one (`::ffff:192.0.2.1`), else the address itself. */
function canonicalOf(ip: string): string {
  if (!ip.includes(':')) return ip;
  const groups = groupsOf(ip);
  const isMapped = groups[5] === 0xffff && groups.slice(0, 5).every(group => group === 0);
  const [a = 0, b = 0] = groups.slice(6);
  return isMapped ? [a >> 8, a & 255, b >> 8, b & 255].join('.') : ip;
}

/** The eight groups of an IPv6 address. Its last two may be written as an IPv4 address. */
function groupsOf(ip: string): number[] {
  const hex = ip.replace(/%.*$/, '').replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = [], tail = []] = hex.split('::').map(part => (part === '' ? [] : part.split(':')));
  const zeros = Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0');
  return [...head, ...zeros, ...tail].map(group => Number.parseInt(group, 16) || 0);
}

/** Whether an address is in the list. */
export type AddressList = (ip: string | undefined) => boolean;

/** Parses addresses and networks, such as `203.0.113.7,2001:db8::/32`. Throws an error that names a wrong one. */
export function parseAddresses(text: string): string[] {
  const entries = text.split(',').map(entry => entry.trim());
  addressList(entries);
  return entries;
}

/** Makes a list of addresses and networks. */
export function addressList(entries: readonly string[]): AddressList {
  const list = new BlockList();
  for (const entry of entries) {
    const { address, bits } = networkIn(entry);
    list.addSubnet(address, bits, familyOf(address));
  }
  return ip => {
    const address = canonicalOf(ip ?? '');
    return isIP(address) !== 0 && list.check(address, familyOf(address));
  };
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv4(address) ? 'ipv4' : 'ipv6');

function networkIn(entry: string): { address: string; bits: number } {
  const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  const bitsMax = isIPv4(address) ? 32 : 128;
  const bits = prefix === undefined ? bitsMax : Number(prefix);
  if (isIP(address) !== 0 && bits >= 1 && bits <= bitsMax) return { address, bits };
  throw new Error(`"${entry}" is no address or network, such as 203.0.113.7 or 2001:db8::/32`);
}

/** The header by which a proxy proves that a request came through it. The proxy replaces what the client sent under this name. */
export const PROXY_SECRET_HEADER = 'x-holdfast-proxy-secret';

/** Parses SHA-256 digests in hexadecimal, separated by commas: two, while a secret is being replaced. */
export function parseSecretDigests(text: string): string[] {
  const digests = text.split(',').map(entry => entry.trim().toLowerCase());
  const wrong = digests.find(digest => !/^[0-9a-f]{64}$/.test(digest));
  if (wrong === undefined) return digests;
  throw new Error(`"${wrong}" is no SHA-256 digest of a secret: it has 64 hexadecimal digits`);
}

/** A request as it arrives: its headers, in lower case, and the address of the machine that sent it. */
interface Arrived {
  headers: Record<string, string | undefined>;
  sourceIp: string | undefined;
}

/**
 * Returns the client's address: what the last proxy says in X-Forwarded-For if the request has the proxy's secret, else the
 * address that sent the request. Everything before the proxy's own entry may be forged by the client. API Gateway appends the
 * address of the proxy, which is left out.
 */
export function clientAddress({ headers, sourceIp }: Arrived, secretDigests: readonly string[]): string | undefined {
  if (!isProxy(headers[PROXY_SECRET_HEADER], secretDigests)) return sourceIp;
  const hops = (headers['x-forwarded-for'] ?? '').split(',').map(hop => hop.trim());
  if (hops.length > 1 && hops.at(-1) === sourceIp) hops.pop();
  return addressIn(hops.at(-1) ?? '') ?? sourceIp;
}

/** Compares digests of equal length in constant time, and each of them. */
function isProxy(secret: string | undefined, secretDigests: readonly string[]): boolean {
  if (!secret || secretDigests.length === 0) return false;
  const digest = Buffer.from(hash('sha256', secret, 'hex'));
  return secretDigests.map(known => timingSafeEqual(Buffer.from(known), digest)).includes(true);
}

/** The address in an entry of X-Forwarded-For, which may have a port or brackets; undefined if there is none. */
function addressIn(hop: string): string | undefined {
  const [, bracketed] = /^\[([^\]]+)\](?::\d+)?$/.exec(hop) ?? [];
  const [, withPort] = /^([\d.]+):\d+$/.exec(hop) ?? [];
  const address = bracketed ?? withPort ?? hop;
  return isIP(address) === 0 ? undefined : address;
}
