package dev.keyturn.rules.policy;

/** An access request with what every statement would otherwise have to work out again. */
final class Question {
    final Requester requester;
    final String action; // folded
    final String service; // folded
    final String resource;
    final int lastPart; // where the resource's sixth part begins; 0 if it has none
    final ConditionContext context;
    final boolean bounded; // whether the requester has a permissions boundary

    Question(AccessRequest request, boolean bounded) {
        this.requester = request.requester();
        this.action = ActionPattern.fold(request.action());
        int colon = action.indexOf(':');
        this.service = colon < 0 ? action : action.substring(0, colon);
        this.resource = request.resource();
        this.lastPart = ArnPattern.lastPart(resource);
        this.context = request.context();
        this.bounded = bounded;
    }
}
