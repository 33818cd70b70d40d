import { BlockList, isIP } from 'node:net';
import { PatternError } from './pattern-error.ts';

/** Compiles `10.0.0.0/24` or `2001:db8::/64` to a test of IP addresses. */
export function compileCidr(cidr: string): (address: string) => boolean {
  const [address = '', bits = '', ...rest] = cidr.split('/');
  if (bits === '' || rest.length > 0) throw new PatternError("Malformed CIDR, one '/' required");
  if (!/^-?\d+$/.test(bits)) throw new PatternError('Malformed CIDR, mask bits must be an integer');
  const version = isIP(address);
  if (version === 0) throw new PatternError(`Nonstandard IP address: ${address}`);

  const mask = Number(bits);
  const longest = version === 4 ? 32 : 128;
  if (mask < 0) throw new PatternError('Malformed CIDR, mask bits must not be negative');
  if (mask > longest) {
    throw new PatternError(`Malformed CIDR, no more than ${longest} mask bits allowed for IPv${version}`);
  }
  const range = new BlockList();
  const family = version === 4 ? 'ipv4' : 'ipv6';
  range.addSubnet(address, mask, family);
  return (candidate) => isIP(candidate) === version && range.check(candidate, family);
}
