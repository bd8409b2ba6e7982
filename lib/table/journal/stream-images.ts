/** What a stream record says in the domain's words: how a claim changed, or which hold's lapse marker is gone. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Claim } from '../../domain/model.ts';
import { claimOf } from '../claims/claim-rows.ts';
import { parseLapseMarkerKey } from '../keys.ts';
import type { Row } from '../transact.ts';

/** The images of a Lambda stream record, as far as they are used. */
export interface Images {
  Keys?: unknown;
  NewImage?: unknown;
  OldImage?: unknown;
}

/** The claim after a change, and how long its history was before; undefined where the claim is gone. */
export function claimChangedBy(images: Images): { claim: Claim; entriesBefore: number } | undefined {
  const after = rowOf(images.NewImage);
  if (!after) return undefined;
  const before = rowOf(images.OldImage);
  return { claim: claimOf(after), entriesBefore: before ? claimOf(before).history.length : 0 };
}

/** The claim that a removed lapse marker pointed at, and its deadline (epoch ms). */
export function lapsedClaimOf(images: Images): { claimId: string; expiresAt: number } {
  const keys = rowOf(images.Keys);
  return parseLapseMarkerKey(String(keys?.sk));
}

const rowOf = (image: unknown): Row | undefined =>
  image ? unmarshall(image as Record<string, AttributeValue>) : undefined;
