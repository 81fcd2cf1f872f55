package dev.keyturn.edge.operation.ssm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.SsmException;
import software.amazon.awssdk.services.ssm.model.Tag;

/** Who may do what with which parameter. */
final class ParameterDenialsTest extends OnParameters {

    private static Map<String, Consumer<SsmClient>> calls(String name) {
        Map<String, Consumer<SsmClient>> calls = new TreeMap<>();
        calls.put(
                "AddTagsToResource",
                ssm -> ssm.addTagsToResource(r -> r.resourceType("Parameter")
                        .resourceId(name)
                        .tags(tag -> tag.key("k").value("v"))));
        calls.put("DeleteParameter", ssm -> ssm.deleteParameter(r -> r.name(name)));
        calls.put("DeleteParameters", ssm -> ssm.deleteParameters(r -> r.names(name)));
        calls.put("GetParameter", ssm -> ssm.getParameter(r -> r.name(name)));
        calls.put("GetParameterHistory", ssm -> ssm.getParameterHistory(r -> r.name(name)));
        calls.put("GetParameters", ssm -> ssm.getParameters(r -> r.names(name)));
        calls.put("GetParametersByPath", ssm -> ssm.getParametersByPath(r -> r.path(name)));
        calls.put(
                "LabelParameterVersion",
                ssm -> ssm.labelParameterVersion(r -> r.name(name).labels("l")));
        calls.put(
                "ListTagsForResource",
                ssm -> ssm.listTagsForResource(r -> r.resourceType("Parameter").resourceId(name)));
        calls.put(
                "PutParameter",
                ssm -> ssm.putParameter(r -> r.name(name).value("v").type("String")));
        calls.put(
                "RemoveTagsFromResource",
                ssm -> ssm.removeTagsFromResource(
                        r -> r.resourceType("Parameter").resourceId(name).tagKeys("k")));
        calls.put(
                "UnlabelParameterVersion",
                ssm -> ssm.unlabelParameterVersion(
                        r -> r.name(name).parameterVersion(1L).labels("l")));
        return calls;
    }

    /** Row 57 of the threats: an absent parameter's denial is a present one's. */
    @Test
    void nobodyLearnsWhetherAParameterExists() {
        put("/there/a", "v");
        SsmClient nobody = parametersOf("nobody", policy("Allow", "iam:ListUsers", "*"));

        for (String name : new String[] {"there/a", "gone/a"}) {
            calls("/" + name)
                    .forEach((action, call) ->
                            assertNoPolicyAllows(() -> call.accept(nobody), "nobody", "ssm:" + action, arn(name)));
        }
        assertNoPolicyAllows(nobody::describeParameters, "nobody", "ssm:DescribeParameters", "*");
    }

    @Test
    void aPolicyOnAnArnAllowsThatParameterOnly() {
        put("/dev/a", "v");
        put("/prod/a", "v");
        SsmClient dev = parametersOf("dev", policy("Allow", "ssm:*", arn("dev/*")));

        assertThat(dev.getParameter(r -> r.name("/dev/a")).parameter().value()).isEqualTo("v");
        assertNoPolicyAllows(() -> dev.getParameter(r -> r.name("/prod/a")), "dev", "ssm:GetParameter", arn("prod/a"));
        assertNoPolicyAllows(
                () -> dev.getParameters(r -> r.names("/dev/a", "/prod/a")), "dev", "ssm:GetParameters", arn("prod/a"));
        assertNoPolicyAllows(
                () -> dev.deleteParameters(r -> r.names("/dev/a", "/prod/a")),
                "dev",
                "ssm:DeleteParameters",
                arn("prod/a"));
    }

    /** A slash more or less, or the ARN in place of the name, is no way around a denial. */
    @Test
    void aDenialHoldsForEverySpelling() {
        put("top", "v");
        put("/dev/a", "v");
        SsmClient user = parametersOf("user", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ssm:*","Resource":"*"},
                 {"Effect":"Deny","Action":"ssm:*","Resource":["%s","%s"]}]}""".formatted(arn("top"), arn("dev")));

        for (String name : new String[] {"top", "/top", " top ", arn("top"), "top:1"}) {
            assertExplicitlyDenied(() -> user.getParameter(r -> r.name(name)), "user", "ssm:GetParameter", arn("top"));
        }
        for (String path : new String[] {"/dev", "/dev/", " /dev"}) {
            assertExplicitlyDenied(
                    () -> user.getParametersByPath(r -> r.path(path)), "user", "ssm:GetParametersByPath", arn("dev"));
        }
    }

    /** An ARN that a denial does not match is not the parameter's. */
    @Test
    void aPartitionOfSomebodysInventionFindsNothing() {
        put("/prod/a", "canary");
        SsmClient user = parametersOf("inventive", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ssm:*","Resource":"*"},
                 {"Effect":"Deny","Action":"ssm:*","Resource":"%s"}]}""".formatted(arn("prod/*")));

        for (String partition : new String[] {"x", "aws-cn", ""}) {
            String invented = arn("prod/a").replaceFirst("^arn:aws:", "arn:" + partition + ":");
            assertThatThrownBy(() -> user.getParameter(r -> r.name(invented))).isInstanceOf(SsmException.class);
            assertThatThrownBy(() -> user.getParameterHistory(r -> r.name(invented)))
                    .isInstanceOf(SsmException.class);
        }
    }

    /** As AWS documents it: a denial of a child does not hide it from who may read the path. */
    @Test
    void whoMayReadAPathMayReadAllBelowIt() {
        put("/a/b", "v");
        SsmClient user = parametersOf("user", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ssm:*","Resource":"*"},
                 {"Effect":"Deny","Action":"ssm:*","Resource":"%s"}]}""".formatted(arn("a/b")));

        assertExplicitlyDenied(() -> user.getParameter(r -> r.name("/a/b")), "user", "ssm:GetParameter", arn("a/b"));
        assertThat(user.getParametersByPath(r -> r.path("/a").recursive(true)).parameters())
                .hasSize(1);
    }

    @Test
    void conditionsOnTagsOfTheParameterAndOfTheRequestHold() {
        put("a", "v", r -> r.tags(tag("team", "x")));
        put("b", "v", r -> r.tags(tag("team", "y")));
        SsmClient user = parametersOf("user", """
                {"Version":"2012-10-17","Statement":[
                 {"Effect":"Allow","Action":"ssm:GetParameter","Resource":"*",
                  "Condition":{"StringEquals":{"ssm:resourceTag/team":"x"}}},
                 {"Effect":"Allow","Action":["ssm:PutParameter","ssm:AddTagsToResource"],"Resource":"*",
                  "Condition":{"StringEquals":{"aws:RequestTag/team":"x"}}}]}""");

        assertThat(user.getParameter(r -> r.name("a")).parameter().value()).isEqualTo("v");
        assertNoPolicyAllows(() -> user.getParameter(r -> r.name("b")), "user", "ssm:GetParameter", arn("b"));
        user.putParameter(r -> r.name("c").value("v").type("String").tags(tag("team", "x")));
        assertNoPolicyAllows(
                () -> user.putParameter(
                        r -> r.name("d").value("v").type("String").tags(tag("team", "y"))),
                "user",
                "ssm:PutParameter",
                arn("d"));
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    @Test
    void toTagANewParameterNeedsThePermissionToTag() {
        SsmClient user = parametersOf("user", policy("Allow", "ssm:PutParameter", "*"));

        user.putParameter(r -> r.name("a").value("v").type("String"));
        assertNoPolicyAllows(
                () -> user.putParameter(
                        r -> r.name("b").value("v").type("String").tags(tag("k", "v"))),
                "user",
                "ssm:AddTagsToResource",
                arn("b"));
    }

    @Test
    void overwritingPoliciesAndRecursionCanBeDenied() {
        put("/a/b", "v");
        SsmClient user = parametersOf("user", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ssm:*","Resource":"*"},
                 {"Effect":"Deny","Action":"ssm:PutParameter","Resource":"*",
                  "Condition":{"StringEquals":{"ssm:Overwrite":"true"}}},
                 {"Effect":"Deny","Action":"ssm:PutParameter","Resource":"*",
                  "Condition":{"StringEquals":{"ssm:Policies":"true"}}},
                 {"Effect":"Deny","Action":"ssm:GetParametersByPath","Resource":"*",
                  "Condition":{"StringEquals":{"ssm:Recursive":"true"}}}]}""");

        user.putParameter(r -> r.name("new").value("v").type("String"));
        assertExplicitlyDenied(
                () -> user.putParameter(r -> r.name("/a/b").value("w").overwrite(true)),
                "user",
                "ssm:PutParameter",
                arn("a/b"));
        assertExplicitlyDenied(
                () -> user.putParameter(
                        r -> r.name("c").value("v").type("String").policies("[]")),
                "user",
                "ssm:PutParameter",
                arn("c"));
        assertThat(user.getParametersByPath(r -> r.path("/a")).parameters()).hasSize(1);
        assertExplicitlyDenied(
                () -> user.getParametersByPath(r -> r.path("/a").recursive(true)),
                "user",
                "ssm:GetParametersByPath",
                arn("a"));
    }
}
