import { Skeleton } from '../../ui/Skeleton.tsx'
import css from './NotePane.module.css'

/** A note that is being opened: where its title and first lines will stand. */
export const NoteSkeleton = () => (
  <div className={css.scroll}>
    <div className={css.page} role="status" aria-label="Opening the note">
      <div className={css.skeleton}>
        <Skeleton className={css.skeletonTitle ?? ''} width={52} />
        <Skeleton width={92} />
        <Skeleton width={86} />
        <Skeleton width={40} />
        <Skeleton width={88} />
        <Skeleton width={74} />
      </div>
    </div>
  </div>
)
