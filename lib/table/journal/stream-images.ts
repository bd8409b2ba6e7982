/** Reads a stream record: the change of a claim, or the hold whose lapse marker was removed. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Claim } from '../../domain/model.ts';
import { claimOf } from '../claims/claim-rows.ts';
import { parseLapseMarkerKey } from '../keys.ts';
import type { Row } from '../transact.ts';

/** The images of a stream record that are used. */
export interface Images {
  Keys?: unknown;
  NewImage?: unknown;
  OldImage?: unknown;
}

/** Returns the claim after a change, and the length of its history before; undefined if the claim was removed. */
export function claimChangedBy(images: Images): { claim: Claim; entriesBefore: number } | undefined {
  const after = rowOf(images.NewImage);
  if (!after) return undefined;
  const before = rowOf(images.OldImage);
  return { claim: claimOf(after), entriesBefore: before ? claimOf(before).history.length : 0 };
}

/** Returns the claim of a removed lapse marker, and the marker's deadline (epoch ms). */
export function lapsedClaimOf(images: Images): { claimId: string; expiresAt: number } {
  const keys = rowOf(images.Keys);
  return parseLapseMarkerKey(String(keys?.sk));
}

const rowOf = (image: unknown): Row | undefined =>
  image ? unmarshall(image as Record<string, AttributeValue>) : undefined;
