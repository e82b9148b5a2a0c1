import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulatedEnv } from '@caselog/env/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
