/** The seats that a visitor asks for when the service chooses the best ones. Pure. */
import type { Schemas } from '../../../tools/client/src/types.ts';

export type BestWish = Schemas['NewHoldOfBestSeats']['bestAvailable'];

export const isBestWish = (value: unknown): value is BestWish =>
  typeof value === 'object' && value !== null && typeof (value as { quantity?: unknown }).quantity === 'number';

/** The answers of the form. */
export interface BestForm {
  quantity: number;
  /** Empty: any section. */
  sectionId: string;
  isAdjacent: boolean;
  wheelchairs: number;
  companions: number;
  /** By name of the attribute; empty: any value. */
  attributes: Readonly<Record<string, string>>;
  /** How many have which ticket type. */
  types: Readonly<Record<string, number>>;
}

export const FIRST_FORM: BestForm = {
  quantity: 2,
  sectionId: '',
  isAdjacent: true,
  wheelchairs: 0,
  companions: 0,
  attributes: {},
  types: {},
};

export function wishOf(form: BestForm): BestWish {
  const { quantity, sectionId, isAdjacent, wheelchairs, companions } = form;
  const attributes = Object.fromEntries(Object.entries(form.attributes).filter(([, value]) => value !== ''));
  const types = Object.entries(form.types).flatMap(([type, count]) => (count > 0 ? [{ type, quantity: count }] : []));
  return {
    quantity,
    adjacent: isAdjacent,
    ...(sectionId !== '' && { sectionId }),
    ...((wheelchairs > 0 || companions > 0) && { access: { wheelchair: wheelchairs, companion: companions } }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
    ...(types.length > 0 && { types }),
  };
}

export type BestFault = 'access' | 'companions' | 'types';

/** The first contradiction in the form. */
export function faultOf({ quantity, wheelchairs, companions, types }: BestForm): BestFault | undefined {
  if (companions > 2 * wheelchairs) return 'companions';
  if (wheelchairs + companions > quantity) return 'access';
  return Object.values(types).reduce((sum, count) => sum + count, 0) > quantity ? 'types' : undefined;
}
