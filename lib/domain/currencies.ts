/**
 * The currencies in which an event can be sold: the codes of ISO 4217 that are money in use. After List One of the
 * maintenance agency SIX, published on 2026-01-01, without its funds, metals, units of account and codes for tests. An event
 * that was stored with another code stays as it is.
 */

export const CURRENCIES: readonly string[] = (
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC ' +
  'CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ' +
  'ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK ' +
  'MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE ' +
  'SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF ' +
  'XPF YER ZAR ZMW ZWG'
).split(' ');

/** Says why a text is no currency of an event, and names the currency to use where that is likely. */
export function whyNoCurrency(code: string): string {
  const upper = code.trim().toUpperCase();
  if (upper !== code && CURRENCIES.includes(upper)) return `must be in capital letters, without spaces: ${upper}`;
  if (!/^[A-Z]{3}$/.test(code)) return 'must be the three capital letters of a currency of ISO 4217, such as EUR';
  const successor = SUCCESSORS.find(([, codes]) => codes.includes(code))?.[0];
  if (successor) return `${code} was withdrawn: use ${successor}`;
  if (NO_MONEY.includes(code)) return `${code} is no money that people pay with: use a currency such as EUR`;
  return `${code} is no currency of ISO 4217 in use`;
}

/** The successors of currencies that were withdrawn since 1999, when the euro came. */
const SUCCESSORS: readonly (readonly [string, string])[] = [
  ['EUR', 'ATS BEF BGN CYP DEM EEK ESP FIM FRF GRD HRK IEP ITL LTL LUF LVL MTL NLG PTE SIT SKK XEU'],
  ['XCG', 'ANG'],
  ['SLE', 'SLL'],
  ['ZWG', 'ZWD ZWN ZWR ZWL'],
  ['CUP', 'CUC'],
  ['VES', 'VEB VEF'],
  ['BYN', 'BYB BYR'],
  ['MRU', 'MRO'],
  ['STN', 'STD'],
  ['ZMW', 'ZMK'],
  ['TRY', 'TRL'],
  ['RON', 'ROL'],
  ['RUB', 'RUR'],
  ['GHS', 'GHC GHP'],
  ['MZN', 'MZM'],
  ['AZN', 'AZM AYM'],
  ['SDG', 'SDD'],
  ['AOA', 'AON AOR'],
  ['AFN', 'AFA'],
  ['TMT', 'TMM'],
  ['SRD', 'SRG'],
  ['MGA', 'MGF'],
  ['RSD', 'CSD YUM'],
  ['USD', 'ECS TPE USS'],
  ['CDF', 'ZRN'],
];

/** Codes of ISO 4217 for funds, units of account, metals, tests and transactions without money. */
const NO_MONEY = 'BOV CHE CHW CLF COU MXV USN UYI UYW XAD XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX'.split(
  ' ',
);

/** The currencies whose minor unit is not a hundredth, by the number of their decimals in ISO 4217. */
const DECIMALS: readonly (readonly [number, string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
];
/** The number of decimals of a currency in ISO 4217. Intl follows CLDR, which leaves out decimals that are seldom used. */
export const decimalsOf = (currency: string): number =>
  DECIMALS.find(([, codes]) => codes.split(' ').includes(currency))?.[0] ?? 2;

/** An amount of minor units as a decimal number with all decimals of the currency: `50.00`. */
export function decimalAmount(amount: number, currency: string): string {
  const decimals = decimalsOf(currency);
  const digits = String(Math.abs(amount)).padStart(decimals + 1, '0');
  const sign = amount < 0 ? '-' : '';
  return decimals === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
