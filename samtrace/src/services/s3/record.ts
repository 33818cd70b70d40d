/** A checksum that the client sent and that was verified, or that S3 added. */
export interface StoredChecksum {
  /** As in the header `x-amz-checksum-crc32`: `crc32`. */
  readonly algorithm: string;
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

/** One part of an object that was uploaded in parts. */
export interface PartFacts {
  readonly number: number;
  readonly size: number;
  readonly checksum?: StoredChecksum;
}

/** An object without its bytes. */
export interface ObjectRecord {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly lastModifiedMs: number;
  /** Headers that GetObject returns: `content-type` and similar ones, `x-amz-meta-…`, storage class, encryption. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly checksum?: StoredChecksum;
  readonly parts?: readonly PartFacts[];
  /** The name of the file that holds the bytes. */
  readonly body: string;
}

export interface BucketRecord {
  readonly name: string;
  readonly createdMs: number;
  /** The location constraint with which it was created. Without one it is in the region of the stack. */
  readonly location?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A multipart upload in progress. */
export interface UploadRecord {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly startedMs: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly checksumAlgorithm?: string;
  readonly checksumType?: 'FULL_OBJECT' | 'COMPOSITE';
  /** An object with the key was deleted after the start of the upload. */
  readonly isKeyDeleted?: boolean;
}

export interface PartRecord extends PartFacts {
  readonly etag: string;
  readonly lastModifiedMs: number;
  readonly body: string;
}
