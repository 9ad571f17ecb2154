import { useMutation, useQuery } from '@tanstack/react-query'
import { type Signin, signinSchema, signinStartedSchema } from '@weft/space/api'
import { ask } from '../http.ts'

/** Whose accounts people may sign in with here; null for nobody's, and while that isn't known. */
export function useProvider(): Signin['provider'] {
  const { data } = useQuery({
    queryKey: ['signin'],
    queryFn: () => ask('GET', '/api/signin', signinSchema),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return data?.provider ?? null
}

/** Asks for the way to the provider. `next`: the path to come back to. */
export function useBeginSignin() {
  return useMutation({
    mutationFn: (next: string) => ask('POST', '/api/signin/provider', signinStartedSchema, { next }),
  })
}
