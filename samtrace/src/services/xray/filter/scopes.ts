import type { RootCause, RootCauseEntity, RootCauseService } from '../shapes.ts';
import { roundToMs } from '../trace.ts';
import type { TraceFacts } from '../trace-facts.ts';
import type { Call, Outcome, Visit } from '../visits.ts';
import type { Keyword, RootCauseLevel, Value } from './syntax.ts';

/**
 * The object of an expression's keywords: a trace, a service or an edge in it, or a part of a root cause. A keyword can have
 * several values (users, availability zones) or none.
 */
export type Scope = (keyword: Keyword) => readonly Value[];

/** Plain keywords are about the root segment, which answered the client. */
export function traceScope({ summary, visits }: TraceFacts): Scope {
  const root = visits.find((visit) => visit.root);
  return (keyword) => {
    switch (keyword) {
      case 'partial':
        return [summary.IsPartial];
      case 'inferred':
        return [visits.some(({ inferred }) => inferred)];
      case 'duration':
        return [summary.Duration];
      case 'user':
        return summary.Users.map(({ UserName }) => UserName);
      case 'availabilityzone':
        return summary.AvailabilityZones.map(({ Name }) => Name);
      case 'instance.id':
        return summary.InstanceIds.map(({ Id }) => Id);
      case 'resource.arn':
        return summary.ResourceARNs.map(({ ARN }) => ARN);
      default:
        return root ? visitScope(root)(keyword) : [];
    }
  };
}

export function visitScope(visit: Visit): Scope {
  return (keyword) => {
    switch (keyword) {
      case 'inferred':
        return [visit.inferred];
      case 'root':
        return [visit.root];
      case 'remote':
        return [visit.type === 'remote'];
      case 'duration':
        return visit.endTime === undefined ? [] : [roundToMs(visit.spanEnd - visit.spanStart)];
      case 'name':
        return [visit.name];
      case 'type':
        return known(visit.type);
      case 'user':
        return known(visit.user);
      default:
        return outcome(visit, keyword);
    }
  };
}

export function callScope(call: Call): Scope {
  return (keyword) => outcome(call, keyword === 'duration' ? 'responsetime' : keyword);
}

/** The enumerated elements of a root cause on one level, each as a scope. */
export function rootCauseScopes({ Services }: RootCause, level: RootCauseLevel): Scope[] {
  const entities = Services.flatMap(({ EntityPath }) => EntityPath);
  if (level === 'service')
    return Services.map((service, index) => listed(index, Services.length, serviceValues(service)));
  if (level === 'entity') return entities.map((entity, index) => listed(index, entities.length, entityValues(entity)));
  const exceptions = entities.flatMap((entity) => entity.Exceptions ?? []);
  return exceptions.map(({ Name, Message }, index) =>
    listed(index, exceptions.length, { name: known(Name), message: known(Message) }),
  );
}

type Values = { readonly [name in Keyword]?: readonly Value[] };

function listed(index: number, length: number, values: Values): Scope {
  const all: Values = { ...values, index: [index], first: [index === 0], last: [index === length - 1] };
  return (keyword) => all[keyword] ?? [];
}

function serviceValues({ Name, Type, Inferred }: RootCauseService): Values {
  return { name: [Name], type: known(Type), inferred: [Inferred], remote: [Type === 'remote'] };
}

function entityValues({ Name, Coverage, Remote, Exceptions = [] }: RootCauseEntity): Values {
  const messages = Exceptions.flatMap(({ Message }) => known(Message));
  return { name: [Name], coverage: known(Coverage), remote: [Remote], message: messages };
}

function outcome({ startTime, endTime, error, fault, throttle, http }: Outcome, keyword: Keyword): readonly Value[] {
  switch (keyword) {
    case 'ok':
      return [!error && !fault && !throttle];
    case 'error':
      return [error];
    case 'fault':
      return [fault];
    case 'throttle':
      return [throttle];
    case 'partial':
      return [endTime === undefined];
    case 'responsetime':
      return endTime === undefined ? [] : [roundToMs(endTime - startTime)];
    case 'http.status':
      return known(http?.response?.status);
    case 'http.url':
      return known(http?.request?.url);
    case 'http.method':
      return known(http?.request?.method);
    case 'http.useragent':
      return known(http?.request?.user_agent);
    case 'http.clientip':
      return known(http?.request?.client_ip);
    default:
      return [];
  }
}

function known(value: Value | undefined): readonly Value[] {
  return value === undefined ? [] : [value];
}
