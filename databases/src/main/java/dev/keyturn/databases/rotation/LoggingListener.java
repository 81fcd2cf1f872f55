package dev.keyturn.databases.rotation;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.keyturn.databases.rotation.RotationFailureException.Kind;
import dev.keyturn.state.rotation.RotationStep;
import dev.keyturn.state.rotation.RotationTask;

/** One line for each rotation and each failure; what needs a person is an error. */
public final class LoggingListener implements RotationListener {
    private static final Logger LOG = LoggerFactory.getLogger(LoggingListener.class);

    @Override
    public void stepFinished(RotationTask task, RotationStep step, Duration took) {
        LOG.debug("rotation of {}: {} took {} ms", task.secret(), step, took.toMillis());
    }

    @Override
    public void stepFailed(RotationTask task, RotationStep step, Duration took, RotationFailureException failure) {
        if (failure.kind() == Kind.PASSING) {
            LOG.warn("rotation of {} failed at {}: {}", task.secret(), step, failure.getMessage());
        } else {
            LOG.error(
                    "rotation of {} failed at {} and needs somebody: {} ({})",
                    task.secret(),
                    step,
                    failure.getMessage(),
                    failure.failureClass());
        }
    }

    @Override
    public void rotated(RotationTask task, Duration uncovered) {
        LOG.info("rotated {} to version {}, uncovered {} ms", task.secret(), task.token(), uncovered.toMillis());
    }

    @Override
    public void leaseLost(RotationTask task) {
        LOG.info("rotation of {}: another executor has it", task.secret());
    }
}
